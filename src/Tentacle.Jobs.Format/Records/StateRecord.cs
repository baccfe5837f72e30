using Tentacle.Contracts;

namespace Tentacle.Jobs.Format.Records;

/// <summary><c>state.json</c>: the result of the job. Written by the supervisor, or by the agent when there was none.</summary>
public sealed record StateRecord
{
    public int Version { get; set; } = JobRecord.CurrentVersion;
    public required JobOutcome Outcome { get; init; }
    public required int ExitCode { get; init; }

    /// <summary>The exit code of the process. Null when it was not started or its end was not observed.</summary>
    public int? ProcessExitCode { get; init; }

    /// <summary>The reason for the outcome. Null when the exit code is sufficient.</summary>
    public string? Reason { get; init; }

    public DateTimeOffset? StartedAt { get; init; }
    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>True when a process that the script left running still held its output.</summary>
    public bool OutputDetached { get; init; }

    public bool LogTruncated { get; init; }

    public int Runs { get; set; } = 1;
}
