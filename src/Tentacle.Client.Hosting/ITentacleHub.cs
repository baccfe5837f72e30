using Tentacle.Contracts;

namespace Tentacle.Client.Hosting;

/// <summary>Access to the agents that poll this server, with the same calls as for listening agents.</summary>
public interface ITentacleHub
{
    /// <summary>
    /// Returns a client that calls an agent over the agent's own connections. A call waits for a limited time until the agent is connected. Disposing the
    /// client closes no connection.
    /// </summary>
    TentacleClient GetClient(SubscriptionId subscription);

    /// <summary>
    /// Returns a handler for calls that <see cref="TentacleClient"/> does not support. Of a request's address, only path and query are used. The caller must
    /// not dispose the handler.
    /// </summary>
    HttpMessageHandler GetHandler(SubscriptionId subscription);

    /// <summary>The agents that are connected, or were since this server started.</summary>
    IReadOnlyList<PollingAgentState> List();

    /// <summary>The last 100 agents that claimed a subscription registered for another certificate, latest first.</summary>
    IReadOnlyList<RefusedClaim> RefusedClaims();
}
