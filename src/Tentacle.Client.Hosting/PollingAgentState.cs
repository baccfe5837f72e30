using Tentacle.Contracts;

namespace Tentacle.Client.Hosting;

/// <summary>The connection state of one agent.</summary>
/// <param name="Connections">The number of open connections.</param>
/// <param name="Since">The time since which the agent is connected or, without a connection, disconnected.</param>
public sealed record PollingAgentState(SubscriptionId Subscription, int Connections, DateTimeOffset Since)
{
    public bool IsConnected => Connections > 0;
}
