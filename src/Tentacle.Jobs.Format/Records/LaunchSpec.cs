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
