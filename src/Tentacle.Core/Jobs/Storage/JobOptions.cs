namespace Tentacle.Core.Jobs.Storage;

/// <summary>What the job engine may use and how long it remembers. It follows the settings: each is read when it is needed.</summary>
public sealed record JobOptions
{
    /// <summary>Bytes; a job's log is cut there. Default 1 GiB.</summary>
    public long LogLimit { get; set; } = 1L << 30;

    /// <summary>Jobs that run at the same time; null means no limit.</summary>
    public int? MaxRunning { get; set; }

    /// <summary>Bytes that must be free, beyond what a request brings, for a job to be accepted. Default 551 MiB.</summary>
    public long MinimumFreeDisk { get; set; } = 551L << 20;

    /// <summary>How long a forgotten ticket stays reserved. Default 7 days.</summary>
    public TimeSpan KeepForgotten { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a complete job that nobody deletes is kept after the last write to its log. Default 1 day.</summary>
    public TimeSpan KeepComplete { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long PowerShell may take to come to the first line of a guarded script. Default 5 minutes.</summary>
    public int PowerShellStartSeconds { get; set; } = 300;
}
