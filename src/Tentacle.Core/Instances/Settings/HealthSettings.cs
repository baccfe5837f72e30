using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Core.Instances.Settings;

/// <summary>Ours, not the original's.</summary>
public sealed record HealthSettings
{
    public const int DefaultCertificateDays = 30;
    public const int DefaultClockToleranceSeconds = 300;

    /// <summary>How many days before it expires health warns of the agent's certificate.</summary>
    public int CertificateDays { get; set; } = DefaultCertificateDays;

    /// <summary>How many seconds the clock may be behind what was written already before health warns.</summary>
    public int ClockToleranceSeconds { get; set; } = DefaultClockToleranceSeconds;

    /// <summary>Whether health says that Calamari, which Octopus Server pushes with its first deployment, is not here.</summary>
    public bool Calamari { get; set; } = true;

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
