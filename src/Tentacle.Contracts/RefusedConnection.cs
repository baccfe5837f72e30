namespace Tentacle.Contracts;

/// <summary>A peer that was turned away because its certificate is not trusted.</summary>
public sealed record RefusedConnection
{
    /// <summary>When it came last.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Where it came from last.</summary>
    public required string Address { get; init; }

    /// <summary>What its certificate claims to be called: anybody can claim anything.</summary>
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
public sealed record RefusedConnectionList(IReadOnlyList<RefusedConnection> Items, string? Next);
