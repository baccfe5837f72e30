using System.Text.Json.Serialization;
using Tentacle.Contracts;

namespace Tentacle.Core.Trust;

/// <summary>A peer that was turned away because nobody trusts its thumbprint.</summary>
public sealed record RefusedConnection
{
    public required DateTimeOffset FirstAt { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Where it came from the last time; null when the socket did not say.</summary>
    public required string? Address { get; init; }

    /// <summary>What the peer's certificate says of itself. Nobody vouches for it. Printable and cut.</summary>
    public required string ClaimedSubject { get; init; }

    public required Thumbprint Thumbprint { get; init; }
    public required Thumbprint Sha1Thumbprint { get; init; }
    public required int Count { get; init; }

    /// <summary>The command that would trust it.</summary>
    public required string TrustCommand { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RefusedConnection[]))]
internal sealed partial class TrustJson : JsonSerializerContext;
