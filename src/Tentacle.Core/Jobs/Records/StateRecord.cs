using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Records;

/// <summary><c>state.json</c>: how the job ended. Written by the supervisor, or by the agent when there was none.</summary>
public sealed record StateRecord
{
    public int Version { get; set; } = JobRecord.CurrentVersion;
    public required JobOutcome Outcome { get; init; }
    public required int ExitCode { get; init; }

    /// <summary>What the process returned; null when it was not started or not seen to end.</summary>
    public int? ProcessExitCode { get; init; }

    /// <summary>Why, where the exit code alone does not say.</summary>
    public string? Reason { get; init; }

    public DateTimeOffset? StartedAt { get; init; }
    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>Something that the script left running still held its output.</summary>
    public bool OutputDetached { get; init; }

    public bool LogTruncated { get; init; }

    public int Runs { get; set; } = 1;
}
