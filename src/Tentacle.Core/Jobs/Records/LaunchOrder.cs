using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Records;

/// <summary>
/// What a supervisor is told, on its standard input: four bytes of length (big endian), then this as JSON. It comes by pipe and not by
/// argument or file because it holds the environment and the sensitive values.
/// </summary>
public sealed record LaunchOrder
{
    public int Version { get; set; } = JobRecord.CurrentVersion;
    public required JobTicket Ticket { get; init; }
    public required JobFolder Folder { get; init; }
    public required string Program { get; init; }
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The script's whole environment; nothing else is inherited.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public IReadOnlyList<string> SensitiveValues { get; set; } = [];

    /// <summary>From the start of the script; 0 means no limit.</summary>
    public int TimeoutSeconds { get; init; }

    public DateTimeOffset? Deadline { get; init; }
    public int CancelGraceSeconds { get; init; }

    /// <summary>The log is cut at this many bytes.</summary>
    public long LogLimit { get; init; }

    public int Run { get; set; } = 1;
}

/// <summary>What a supervisor says on its standard output, a line each: news for an agent that listens; nothing depends on it.</summary>
public static class SupervisorNews
{
    /// <summary><c>started</c> is on disk and the shell runs.</summary>
    public const string Started = "started";

    /// <summary><c>state.json</c> is on disk.</summary>
    public const string Complete = "complete";
}
