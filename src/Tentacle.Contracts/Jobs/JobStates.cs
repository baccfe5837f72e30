using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts;

/// <summary>Where a job is. <see cref="Complete"/> says nothing of success: see <see cref="JobOutcome"/>.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<JobState>))]
public enum JobState
{
    /// <summary>It waits for its turn.</summary>
    Pending,

    /// <summary>Its script runs.</summary>
    Running,

    /// <summary>It has ended, well or not.</summary>
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

    /// <summary>Somebody asked it to stop.</summary>
    Canceled,

    /// <summary>One of its time limits ended it.</summary>
    TimedOut,

    /// <summary>It had started, and its result is gone.</summary>
    Lost,
}

/// <summary>Whether a job may share the machine.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<IsolationLevel>))]
public enum IsolationLevel
{
    /// <summary>Runs beside others of level none.</summary>
    None,

    /// <summary>Runs alone among jobs of the same isolation name.</summary>
    Full,
}

/// <summary>Who wrote a line of a log.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<LogStream>))]
public enum LogStream
{
    /// <summary>The script's standard output.</summary>
    Stdout,

    /// <summary>The script's standard error.</summary>
    Stderr,

    /// <summary>What the agent itself says.</summary>
    Agent,
}
