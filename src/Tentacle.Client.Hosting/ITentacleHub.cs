using Tentacle.Contracts;

namespace Tentacle.Client.Hosting;

/// <summary>The agents that poll this server, to be called as if they listened.</summary>
public interface ITentacleHub
{
    /// <summary>Calls an agent over the connections that it made. A call waits a while for it to be connected. Disposing the client closes none of them.</summary>
    TentacleClient GetClient(SubscriptionId subscription);

    /// <summary>The same for calls that <see cref="TentacleClient"/> does not know. Of a request's address only path and query count. It is not to be disposed.</summary>
    HttpMessageHandler GetHandler(SubscriptionId subscription);

    /// <summary>Who is connected, or was since this server started.</summary>
    IReadOnlyList<PollingAgentState> List();

    /// <summary>The last 100 agents that asked for a subscription that is registered for another certificate, latest first.</summary>
    IReadOnlyList<RefusedClaim> RefusedClaims();
}
