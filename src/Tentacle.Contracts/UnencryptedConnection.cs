using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts;

/// <summary>A peer that was turned away because it came to the TLS port without TLS.</summary>
public sealed record UnencryptedConnection
{
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>The last time.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Where it came from; null when the socket did not say.</summary>
    public required string? Address { get; init; }

    /// <summary>What it spoke instead.</summary>
    public required UnencryptedProtocol Protocol { get; init; }

    /// <summary>What is wrong and what to do, in a sentence.</summary>
    public required string Detail { get; init; }

    /// <summary>How often it was turned away.</summary>
    public required int Count { get; init; }
}

/// <summary>What a peer spoke on the TLS port without TLS.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<UnencryptedProtocol>))]
public enum UnencryptedProtocol
{
    /// <summary>HTTP in clear.</summary>
    Http,

    /// <summary>Octopus Server's own protocol in clear.</summary>
    Octopus,

    /// <summary>Something else.</summary>
    Other,
}
