using Microsoft.Extensions.Logging;
using Tentacle.Instances.Subscriptions;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>The dependencies of every <see cref="ServerPoller"/>.</summary>
/// <param name="Proxy">Returns the current proxy settings. Called for every dial, because the settings can change.</param>
internal sealed record PollerContext(
    ServerDialler Dialler,
    PolledListener Listener,
    SubscriptionStates States,
    Func<PollingProxySettings> Proxy,
    ILogger Logger)
{
    public required TimeProvider Time { get; init; }
}
