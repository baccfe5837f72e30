using Tentacle.Contracts;

namespace Tentacle.Client.Hosting;

/// <summary>How it stands with one agent.</summary>
/// <param name="Connections">How many connections are open now.</param>
/// <param name="Since">Since when it is connected, or, without a connection, since when it is gone.</param>
public sealed record PollingAgentState(SubscriptionId Subscription, int Connections, DateTimeOffset Since)
{
    public bool IsConnected => Connections > 0;
}

/// <summary>An agent that asked for another one's subscription.</summary>
/// <param name="Registered">Whose subscription it is.</param>
/// <param name="Presented">Who asked.</param>
public sealed record RefusedClaim(DateTimeOffset At, SubscriptionId Subscription, Thumbprint Registered, Thumbprint Presented);
