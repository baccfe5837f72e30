using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Instances.Settings;

/// <summary>An HTTP proxy. Without a host it is the system's proxy, or none when <see cref="UseDefaultProxy"/> is false.</summary>
public sealed record ProxySettings
{
    public const int DefaultPort = 80;

    /// <summary>True to use the system's proxy when no host is set.</summary>
    public bool UseDefaultProxy { get; set; } = true;

    /// <summary>The proxy's name or address, without scheme and port.</summary>
    public string? ProxyHost { get; set; }

    public int ProxyPort { get; set; } = DefaultPort;

    /// <summary>Hosts that polling reaches without this proxy, as <c>NO_PROXY</c> lists them: names, <c>.domain</c>, <c>*</c>, separated by commas.</summary>
    public string? ProxyBypass { get; set; }

    public string? ProxyUsername { get; set; }

    /// <summary>The password, encrypted with the instance's key, in base64; null when there is none.</summary>
    public string? ProxyPassword { get; set; }

    /// <summary>The unencrypted password from the environment. It is never written to the file.</summary>
    [JsonIgnore]
    public string? PlainPassword { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
