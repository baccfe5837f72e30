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

/// <summary>The isolation of a job from other jobs.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<IsolationLevel>))]
public enum IsolationLevel
{
    /// <summary>Runs beside other jobs of level none.</summary>
    None,

    /// <summary>Runs alone among jobs of the same isolation name.</summary>
    Full,
}

/// <summary>The source of a log line.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<LogStream>))]
public enum LogStream
{
    /// <summary>The script's standard output.</summary>
    Stdout,

    /// <summary>The script's standard error.</summary>
    Stderr,

    /// <summary>A message of the agent itself.</summary>
    Agent,
}
