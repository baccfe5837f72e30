using System.Diagnostics.Metrics;
using Tentacle.Instances.Subscriptions;

namespace Tentacle.Agent.Observing.Metrics;

/// <summary>The metrics of each polled server.</summary>
internal sealed class PollingMetrics : IDisposable
{
    private readonly Meter _meter = new(AgentMetrics.MeterName);

    public PollingMetrics(SubscriptionStates states, TimeProvider time)
    {
        _meter.CreateObservableUpDownCounter(
            "tentacle.polling.connections",
            () => states.List().Select(s => Of(s, s.Connections)),
            "{connection}",
            "Connections that are open to a polled server.");
        _meter.CreateObservableGauge(
            "tentacle.polling.connected.duration",
            () => states.List().Select(s => Of(s, s.ConnectedSince is { } since ? (time.GetUtcNow() - since).TotalSeconds : 0)),
            "s",
            "How long a polled server has been connected without a break; 0 while it is not.");
        _meter.CreateObservableCounter(
            "tentacle.polling.failures",
            () => states.List().Select(s => Of(s, s.Failures)),
            "{attempt}",
            "Attempts to connect to a polled server that failed, and connections to it that ended.");
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<T> Of<T>(PolledServerState state, T value)
        where T : struct =>
        new(
            value,
            new KeyValuePair<string,
            object?>("server.address", state.Subscription.Address.Host),
            new KeyValuePair<string,
            object?>("server.port", state.Subscription.Address.Port));
}
