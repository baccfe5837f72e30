namespace Tentacle.Core.Subscriptions;

/// <summary>How it stands with one polled server.</summary>
public sealed record PolledServerState
{
    public required Subscription Subscription { get; init; }

    /// <summary>How many connections are open now.</summary>
    public int Connections { get; init; }

    /// <summary>Since when there is at least one; null when there is none.</summary>
    public DateTimeOffset? ConnectedSince { get; init; }

    /// <summary>Why the last attempt failed or the last connection ended, one sentence; null when all went well so far.</summary>
    public string? LastError { get; init; }

    public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>Attempts that failed, and connections that ended.</summary>
    public long Failures { get; init; }

    /// <summary>When the server is dialled next; null while nothing waits.</summary>
    public DateTimeOffset? NextTry { get; init; }
}
