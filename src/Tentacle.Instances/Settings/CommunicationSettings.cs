using System.Text.Json;
using System.Text.Json.Serialization;
using Tentacle.Contracts;

namespace Tentacle.Instances.Settings;

public sealed record CommunicationSettings
{
    public IReadOnlyList<TrustedServer> TrustedOctopusServers { get; set; } = [];

    /// <summary>Thumbprints of peers that may read health and metrics, and nothing else.</summary>
    public IReadOnlyList<Thumbprint> TrustedMonitors { get; set; } = [];

    /// <summary>The number of connections to each polled server; null for one.</summary>
    public int? PollingConnectionCount { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
