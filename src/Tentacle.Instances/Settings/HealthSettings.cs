using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Instances.Settings;

/// <summary>The thresholds of the health checks. The original does not have these settings.</summary>
public sealed record HealthSettings
{
    public const int DefaultCertificateDays = 30;
    public const int DefaultClockToleranceSeconds = 300;

    /// <summary>The number of days before the expiry of the agent's certificate from which health reports a warning.</summary>
    public int CertificateDays { get; set; } = DefaultCertificateDays;

    /// <summary>The number of seconds that the clock may be behind the last written file before health reports a warning.</summary>
    public int ClockToleranceSeconds { get; set; } = DefaultClockToleranceSeconds;

    /// <summary>True when health reports that Calamari is missing. Octopus Server pushes Calamari with its first deployment.</summary>
    public bool Calamari { get; set; } = true;

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
