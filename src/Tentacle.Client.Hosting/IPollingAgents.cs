using Tentacle.Contracts;

namespace Tentacle.Client.Hosting;

/// <summary>The server's register of polling agents. The server implements it, for example from its database.</summary>
public interface IPollingAgents
{
    /// <summary>
    /// Finds the registered certificate of a subscription, SHA-256 or SHA-1; null when the subscription is not registered. Called whenever an agent connects.
    /// </summary>
    ValueTask<Thumbprint?> FindThumbprintAsync(SubscriptionId subscription, CancellationToken cancellationToken);
}
