using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts;

/// <summary>The outcome of a complete job.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<JobOutcome>))]
public enum JobOutcome
{
    /// <summary>The script exited with 0.</summary>
    Succeeded,

    /// <summary>The script exited with another code, or could not be run.</summary>
    Failed,

    /// <summary>A caller canceled the job.</summary>
    Canceled,

    /// <summary>A time limit ended the job.</summary>
    TimedOut,

    /// <summary>The job had started, but its result is not known.</summary>
    Lost,
}
