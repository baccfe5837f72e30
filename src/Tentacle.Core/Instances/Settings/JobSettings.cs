using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Core.Instances.Settings;

/// <summary>Ours, not the original's.</summary>
public sealed record JobSettings
{
    public const long DefaultLogLimit = 1L << 30;
    public const int DefaultForgottenTicketDays = 7;
    public const int DefaultRetentionHours = 24;
    public const int DefaultPowerShellStartSeconds = 300;

    /// <summary>Bytes at which a job's log is cut.</summary>
    public long LogLimit { get; set; } = DefaultLogLimit;

    /// <summary>How many jobs run at once; null means no limit.</summary>
    public int? MaxRunning { get; set; }

    /// <summary>How long a forgotten ticket and an idempotency key stay reserved.</summary>
    public int ForgottenTicketDays { get; set; } = DefaultForgottenTicketDays;

    /// <summary>How long a complete job that nobody deletes is kept after the last write to its log.</summary>
    public int RetentionHours { get; set; } = DefaultRetentionHours;

    /// <summary>How long PowerShell may take to come to the first line of a script that asks for this to be looked at.</summary>
    public int PowerShellStartSeconds { get; set; } = DefaultPowerShellStartSeconds;

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
