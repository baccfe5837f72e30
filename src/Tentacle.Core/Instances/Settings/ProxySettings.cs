using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Core.Instances.Settings;

/// <summary>An HTTP proxy. Without a host it is the system's own, or, when that is not wanted either, none.</summary>
public sealed record ProxySettings
{
    public const int DefaultPort = 80;

    /// <summary>Whether the system's own proxy is used when no host is set.</summary>
    public bool UseDefaultProxy { get; set; } = true;

    /// <summary>The proxy's name or address, without scheme and port.</summary>
    public string? ProxyHost { get; set; }

    public int ProxyPort { get; set; } = DefaultPort;

    /// <summary>Hosts that polling reaches without this proxy, as <c>NO_PROXY</c> lists them: names, <c>.domain</c>, <c>*</c>, separated by commas.</summary>
    public string? ProxyBypass { get; set; }

    public string? ProxyUsername { get; set; }

    /// <summary>Encrypted with the instance's key, base64.</summary>
    public string? ProxyPassword { get; set; }

    /// <summary>In clear, from the environment; never written.</summary>
    [JsonIgnore]
    public string? PlainPassword { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
