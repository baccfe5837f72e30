using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts;

/// <summary>Where a job is. <see cref="Complete"/> says nothing of success: see <see cref="JobOutcome"/>.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<JobState>))]
public enum JobState
{
    Pending,
    Running,
    Complete,
}

/// <summary>How a job ended.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<JobOutcome>))]
public enum JobOutcome
{
    /// <summary>The script ended by itself with 0.</summary>
    Succeeded,

    /// <summary>The script ended by itself with another code, or could not be run.</summary>
    Failed,

    Canceled,

    TimedOut,

    /// <summary>It had started, and its result is gone.</summary>
    Lost,
}

[JsonConverter(typeof(CamelCaseEnumConverter<IsolationLevel>))]
public enum IsolationLevel
{
    /// <summary>Runs beside others of level none.</summary>
    None,

    /// <summary>Runs alone among jobs of the same isolation name.</summary>
    Full,
}

[JsonConverter(typeof(CamelCaseEnumConverter<LogStream>))]
public enum LogStream
{
    Stdout,
    Stderr,

    /// <summary>What the agent itself says.</summary>
    Agent,
}
