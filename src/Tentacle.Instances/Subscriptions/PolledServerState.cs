namespace Tentacle.Instances.Subscriptions;

/// <summary>The state of one polled server.</summary>
public sealed record PolledServerState
{
    public required Subscription Subscription { get; init; }

    /// <summary>The number of open connections.</summary>
    public int Connections { get; init; }

    /// <summary>The time since when at least one connection is open; null when none is open.</summary>
    public DateTimeOffset? ConnectedSince { get; init; }

    /// <summary>The reason why the last attempt failed or the last connection ended, in one sentence; null when there was no error.</summary>
    public string? LastError { get; init; }

    public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>The number of failed attempts and ended connections.</summary>
    public long Failures { get; init; }

    /// <summary>The time of the next attempt; null while none is scheduled.</summary>
    public DateTimeOffset? NextTry { get; init; }
}
