namespace Tentacle.Core.Jobs.Site;

/// <summary>Limits and retention periods of the job engine. They follow the settings, so each value is read when it is needed.</summary>
public sealed record JobOptions
{
    /// <summary>Maximum size of a job's log in bytes. Default 1 GiB.</summary>
    public long LogLimit { get; set; } = 1L << 30;

    /// <summary>Maximum number of jobs that run concurrently; null means no limit.</summary>
    public int? MaxRunning { get; set; }

    /// <summary>Bytes that must be free, in addition to a request's files, for a job to be accepted. Default 551 MiB.</summary>
    public long MinimumFreeDisk { get; set; } = 551L << 20;

    /// <summary>Period for which the ticket of a deleted job stays reserved. Default 7 days.</summary>
    public TimeSpan KeepForgotten { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Retention period of a complete job after the last write to its log. Default 1 day.</summary>
    public TimeSpan KeepComplete { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Seconds that PowerShell may take to reach the first line of a guarded script. Default 300 (5 minutes).</summary>
    public int PowerShellStartSeconds { get; set; } = 300;
}
