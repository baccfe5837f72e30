using System.Text.Json;
using System.Text.Json.Serialization;
using Tentacle.Contracts;

namespace Tentacle.Instances.Settings;

/// <summary>A server whose thumbprint the agent accepts, in the original's format.</summary>
public sealed record TrustedServer
{
    public required Thumbprint Thumbprint { get; set; }

    [JsonConverter(typeof(CommunicationStyleConverter))]
    public CommunicationStyle CommunicationStyle { get; set; } = CommunicationStyle.None;

    /// <summary>The address of a polled server; null for a server that connects to the agent.</summary>
    public string? Address { get; set; }

    /// <summary>A name from version 2 of the original. It is kept and not used.</summary>
    public string? Squid { get; set; }

    /// <summary>The id under which a polled server knows this agent, for example <c>poll://abc/</c>.</summary>
    public string? SubscriptionId { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
