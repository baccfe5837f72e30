namespace Tentacle.Contracts;

/// <param name="Items">The peers, latest first, at most 100.</param>
/// <param name="Next">Always null, because the list has one page.</param>
public sealed record RefusedConnectionList(IReadOnlyList<RefusedConnection> Items, string? Next)
{
    /// <summary>The peers that connected without TLS since the agent started, latest first, at most 20.</summary>
    public IReadOnlyList<UnencryptedConnection> Unencrypted { get; init; } = [];
}
