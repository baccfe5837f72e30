using Tentacle.Contracts;

namespace Tentacle.Jobs.Format.Records;

/// <summary>
/// The instructions for a supervisor, sent on its standard input: four bytes of length (big endian), then this record as JSON. A pipe is used, not an argument
/// or a file, because the record contains the environment and the sensitive values.
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

    /// <summary>Timeout in seconds from the start of the script; 0 means no limit.</summary>
    public int TimeoutSeconds { get; init; }

    public DateTimeOffset? Deadline { get; init; }
    public int CancelGraceSeconds { get; init; }

    /// <summary>Maximum size of the log in bytes.</summary>
    public long LogLimit { get; init; }

    public int Run { get; set; } = 1;

    /// <summary>True when the secrets are kept until the end of the job, and an exit with <see cref="ResumeRecord.ExitCode"/> does not end it.</summary>
    public bool ResumeAfterReboot { get; init; }

    /// <summary>The check that the shell reached the script's first line. Null when this is not checked.</summary>
    public StartGuard? StartGuard { get; init; }
}

/// <summary>
/// The check for a PowerShell that never starts. Security software can freeze it before the first line, so that it cannot even be killed. A script that
/// requests the check begins with a guard that creates one file and requires another. The guard and the supervisor compete for the first file, and the creator
/// of it knows that the other will never create it.
/// </summary>
/// <param name="StartedFile">Created by the script's first line, or by the supervisor when the time is up.</param>
/// <param name="ShouldRunFile">When it is missing, the first line ends the script. A shell that resumes later does nothing.</param>
/// <param name="TimeoutSeconds">Seconds within which the first line must run.</param>
public sealed record StartGuard(string StartedFile, string ShouldRunFile, int TimeoutSeconds);

/// <summary>The supervisor's own exit codes.</summary>
public static class SupervisorExitCodes
{
    /// <summary>The run has ended, or another supervisor had started it.</summary>
    public const int Done = 0;

    /// <summary>No complete launch specification was received.</summary>
    public const int NoLaunchSpec = 1;

    /// <summary>The job's folder cannot be written, for example on a full disk. Nothing was started and no mark was left.</summary>
    public const int CannotStart = 3;
}

/// <summary>The events that a supervisor writes to its standard output, one per line. They notify a listening agent, and nothing depends on them.</summary>
public static class SupervisorEvents
{
    /// <summary><c>started</c> is on disk and the shell runs.</summary>
    public const string Started = "started";

    /// <summary><c>state.json</c> is on disk.</summary>
    public const string Complete = "complete";
}
