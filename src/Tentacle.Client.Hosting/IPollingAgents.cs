using Tentacle.Contracts;

namespace Tentacle.Client.Hosting;

/// <summary>The server's register of agents that poll it: the server implements it, from its database for example.</summary>
public interface IPollingAgents
{
    /// <summary>The certificate that was registered for a subscription, SHA-256 or SHA-1; null when nobody registered it. Asked whenever an agent connects.</summary>
    ValueTask<Thumbprint?> FindThumbprintAsync(SubscriptionId subscription, CancellationToken cancellationToken);
}
