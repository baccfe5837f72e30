using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts;

/// <summary>The protocol that a peer used on the TLS port without TLS.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<UnencryptedProtocol>))]
public enum UnencryptedProtocol
{
    /// <summary>Unencrypted HTTP.</summary>
    Http,

    /// <summary>The unencrypted protocol of Octopus Server.</summary>
    Octopus,

    /// <summary>Another protocol.</summary>
    Other,
}
