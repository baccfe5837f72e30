using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Core.Instances.Settings;

/// <summary>Ours, not the original's.</summary>
public sealed record ConnectionSettings
{
    public const int DefaultMaxUntrusted = 200;
    public const int DefaultMaxUntrustedPerAddress = 20;

    /// <summary>How many connections without a trusted certificate the port has at once; beyond that the oldest is closed. Trusted ones are not counted.</summary>
    public int MaxUntrusted { get; set; } = DefaultMaxUntrusted;

    /// <summary>How many of them may come from one address, or from one IPv6 network of 64 bits.</summary>
    public int MaxUntrustedPerAddress { get; set; } = DefaultMaxUntrustedPerAddress;

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
