using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Instances.Settings;

/// <summary>The limits of connections. The original does not have these settings.</summary>
public sealed record ConnectionSettings
{
    public const int DefaultMaxUntrusted = 200;
    public const int DefaultMaxUntrustedPerAddress = 20;

    /// <summary>
    /// The maximum number of simultaneous connections without a trusted certificate. Beyond it, the oldest one is closed. Trusted connections are not
    /// counted.
    /// </summary>
    public int MaxUntrusted { get; set; } = DefaultMaxUntrusted;

    /// <summary>The maximum number of these connections from one address, or from one IPv6 /64 network.</summary>
    public int MaxUntrustedPerAddress { get; set; } = DefaultMaxUntrustedPerAddress;

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
