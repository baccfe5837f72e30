using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Records;

/// <summary>
/// What a supervisor is told, on its standard input: four bytes of length (big endian), then this as JSON. It comes by pipe and not by
/// argument or file because it holds the environment and the sensitive values.
/// </summary>
public sealed record LaunchSpec
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

    /// <summary>The secrets are kept to the job's end, and <see cref="ResumeRecord.ExitCode"/> does not end it.</summary>
    public bool ResumeAfterReboot { get; init; }

    /// <summary>How to tell that the shell never came to the script's first line; null when that is not looked for.</summary>
    public StartGuard? StartGuard { get; init; }
}

/// <summary>
/// Security software can freeze PowerShell before it runs a line, unkillably. A script that asks for it begins with a guard that makes one file and
/// needs another; who makes the first file knows that the other never will.
/// </summary>
/// <param name="StartedFile">Made by the script's first line, or by the supervisor when the time is up.</param>
/// <param name="ShouldRunFile">Without it the script's first line ends it: a shell that thaws later does nothing.</param>
/// <param name="TimeoutSeconds">How long the first line may take to come.</param>
public sealed record StartGuard(string StartedFile, string ShouldRunFile, int TimeoutSeconds);

/// <summary>The supervisor's own exit codes.</summary>
public static class SupervisorExitCodes
{
    /// <summary>The job was brought to its end, or somebody else had started it.</summary>
    public const int Done = 0;

    /// <summary>No whole order came.</summary>
    public const int NoLaunchSpec = 1;

    /// <summary>The job's folder cannot be written, as on a full disk: nothing was started and no mark was left.</summary>
    public const int CannotStart = 3;
}

/// <summary>What a supervisor says on its standard output, a line each: news for an agent that listens; nothing depends on it.</summary>
public static class SupervisorEvents
{
    /// <summary><c>started</c> is on disk and the shell runs.</summary>
    public const string Started = "started";

    /// <summary><c>state.json</c> is on disk.</summary>
    public const string Complete = "complete";
}
