using System.Collections.Concurrent;

namespace Tentacle.Core.Subscriptions;

/// <summary>How it stands with each polled server, for health, metrics and people. Written by those who poll, read by anybody.</summary>
public sealed class SubscriptionStates(TimeProvider time)
{
    private readonly ConcurrentDictionary<Subscription, PolledServerState> _states = new();

    /// <summary>One sentence for each server that cannot be polled because of what the settings say of it.</summary>
    public IReadOnlyList<string> Unusable { get; set; } = [];

    public IReadOnlyList<PolledServerState> List() => [.. _states.Values.OrderBy(s => s.Subscription.Address.AbsoluteUri, StringComparer.Ordinal)];

    public void Added(Subscription server) => _states[server] = new PolledServerState { Subscription = server };

    public void Removed(Subscription server) => _states.TryRemove(server, out _);

    public void Connected(Subscription server) => Change(server, s => s with { Connections = s.Connections + 1, ConnectedSince = s.ConnectedSince ?? time.GetUtcNow(), NextTry = null });

    public void Disconnected(Subscription server, string reason) => Change(
        server,
        s => s with { Connections = s.Connections - 1, ConnectedSince = s.Connections > 1 ? s.ConnectedSince : null, LastError = reason, LastErrorAt = time.GetUtcNow(), Failures = s.Failures + 1 });

    /// <summary>A connection ended that another has taken the place of: nothing went wrong.</summary>
    public void Left(Subscription server) => Change(server, s => s with { Connections = s.Connections - 1 });

    public void Failed(Subscription server, string reason) => Change(server, s => s with { LastError = reason, LastErrorAt = time.GetUtcNow(), Failures = s.Failures + 1 });

    public void Waits(Subscription server, TimeSpan wait) => Change(server, s => s with { NextTry = time.GetUtcNow() + wait });

    // A server that was removed meanwhile has no state any more.
    private void Change(Subscription server, Func<PolledServerState, PolledServerState> change)
    {
        while (_states.TryGetValue(server, out var state) && !_states.TryUpdate(server, change(state), state))
        {
        }
    }
}
