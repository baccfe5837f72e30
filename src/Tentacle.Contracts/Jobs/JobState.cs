using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts;

/// <summary>The state of a job. <see cref="Complete"/> does not mean success; see <see cref="JobOutcome"/>.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<JobState>))]
public enum JobState
{
    /// <summary>The job waits for its turn.</summary>
    Pending,

    /// <summary>The script is running.</summary>
    Running,

    /// <summary>The job has ended, with any outcome.</summary>
    Complete,
}
