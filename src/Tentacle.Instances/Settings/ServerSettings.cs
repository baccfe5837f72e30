using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Instances.Settings;

/// <summary>The settings for connections to polled servers.</summary>
public sealed record ServerSettings
{
    /// <summary>The proxy for polling connections.</summary>
    public ProxySettings Proxy { get; set; } = new();

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
