using Microsoft.Extensions.Logging;
using Tentacle.Core.Subscriptions;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>What every <see cref="ServerPoller"/> works with.</summary>
/// <param name="Proxy">Asked at each dialling, because it can change.</param>
internal sealed record PollerSurroundings(ServerDialler Dialler, PolledListener Listener, SubscriptionStates States, Func<PollingProxySettings> Proxy, ILogger Logger)
{
    public required TimeProvider Time { get; init; }
}
