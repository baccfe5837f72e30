using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Instances.Settings;

/// <summary>The limits of jobs. The original does not have these settings.</summary>
public sealed record JobSettings
{
    public const long DefaultLogLimit = 1L << 30;
    public const int DefaultForgottenTicketDays = 7;
    public const int DefaultRetentionHours = 24;
    public const int DefaultPowerShellStartSeconds = 300;

    /// <summary>The maximum size of a job's log in bytes. A longer log is truncated.</summary>
    public long LogLimit { get; set; } = DefaultLogLimit;

    /// <summary>The maximum number of jobs that run concurrently; null for no limit.</summary>
    public int? MaxRunning { get; set; }

    /// <summary>The number of days for which a forgotten ticket and an idempotency key stay reserved.</summary>
    public int ForgottenTicketDays { get; set; } = DefaultForgottenTicketDays;

    /// <summary>The number of hours for which a complete job is kept after the last write to its log, unless it is deleted earlier.</summary>
    public int RetentionHours { get; set; } = DefaultRetentionHours;

    /// <summary>The number of seconds that PowerShell may take to reach the first line of a script that requests this check.</summary>
    public int PowerShellStartSeconds { get; set; } = DefaultPowerShellStartSeconds;

    /// <summary>The retention period of a complete job.</summary>
    [JsonIgnore]
    public TimeSpan Retention => TimeSpan.FromHours(RetentionHours);

    /// <summary>The period for which the ticket of a deleted job stays reserved.</summary>
    [JsonIgnore]
    public TimeSpan TicketReservation => TimeSpan.FromDays(ForgottenTicketDays);

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
