using System.Collections.Concurrent;

namespace Tentacle.Instances.Subscriptions;

/// <summary>The state of each polled server, for health, metrics and display. The polling connections write it, and any thread may read it.</summary>
public sealed class SubscriptionStates(TimeProvider time)
{
    private readonly ConcurrentDictionary<Subscription, PolledServerState> _states = new();

    /// <summary>One message for each server that cannot be polled because of its settings.</summary>
    public IReadOnlyList<string> Unusable { get; set; } = [];

    public IReadOnlyList<PolledServerState> List() => [.. _states.Values.OrderBy(s => s.Subscription.Address.AbsoluteUri, StringComparer.Ordinal)];

    public void Added(Subscription server) => _states[server] = new PolledServerState { Subscription = server };

    public void Removed(Subscription server) => _states.TryRemove(server, out _);

    public void Connected(Subscription server) =>
        Change(server, s => s with { Connections = s.Connections + 1, ConnectedSince = s.ConnectedSince ?? time.GetUtcNow(), NextTry = null });

    public void Disconnected(Subscription server, string reason) => Change(
        server,
        s => s with
        {
            Connections = s.Connections - 1,
            ConnectedSince = s.Connections > 1 ? s.ConnectedSince : null,
            LastError = reason,
            LastErrorAt = time.GetUtcNow(),
            Failures = s.Failures + 1,
        });

    /// <summary>Records the end of a connection that another one has replaced. This is not a failure.</summary>
    public void Left(Subscription server) => Change(server, s => s with { Connections = s.Connections - 1 });

    public void Failed(Subscription server, string reason) =>
        Change(server, s => s with { LastError = reason, LastErrorAt = time.GetUtcNow(), Failures = s.Failures + 1 });

    public void Waits(Subscription server, TimeSpan wait) => Change(server, s => s with { NextTry = time.GetUtcNow() + wait });

    // A server that was removed in the meantime has no state.
    private void Change(Subscription server, Func<PolledServerState, PolledServerState> change)
    {
        while (_states.TryGetValue(server, out var state) && !_states.TryUpdate(server, change(state), state))
        {
        }
    }
}
