namespace Tentacle.Contracts;

/// <summary>A peer that was turned away because nobody trusts its thumbprint.</summary>
public sealed record RefusedConnection
{
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>The last time.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Where it came from the last time; null when the socket did not say.</summary>
    public required string? Address { get; init; }

    /// <summary>What the peer's certificate says of itself. Nobody vouches for it. Printable and cut.</summary>
    public required string ClaimedSubject { get; init; }

    public required Thumbprint Thumbprint { get; init; }
    public required Thumbprint Sha1Thumbprint { get; init; }

    /// <summary>How often it was turned away.</summary>
    public required int Count { get; init; }

    /// <summary>The command that would trust it.</summary>
    public required string TrustCommand { get; init; }
}

/// <param name="Items">Latest first, at most 100.</param>
/// <param name="Next">Always null: the list is one page.</param>
public sealed record RefusedConnectionList(IReadOnlyList<RefusedConnection> Items, string? Next)
{
    /// <summary>Those that came without TLS since the agent started, latest first, at most 20.</summary>
    public IReadOnlyList<UnencryptedConnection> Unencrypted { get; init; } = [];
}
