using Tentacle.Contracts;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;

namespace Tentacle.Instances.Subscriptions;

/// <summary>The servers to poll, the number of connections to each one, and the proxy.</summary>
/// <param name="Unusable">One message for each polled server whose settings are incomplete or invalid.</param>
public sealed record PollingSettings(IReadOnlyList<Subscription> Servers, int ConnectionCount, PollingProxySettings Proxy, IReadOnlyList<string> Unusable)
{
    public static PollingSettings None { get; } = new([], 1, PollingProxySettings.None, []);

    /// <exception cref="SettingsException">The proxy's password cannot be decrypted.</exception>
    public static PollingSettings From(InstanceSettings settings, SecretsKey key)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var servers = new List<Subscription>();
        var unusable = new List<string>();
        foreach (var server in settings.Tentacle.Communication.TrustedOctopusServers.Where(s => s.CommunicationStyle == CommunicationStyle.TentacleActive))
        {
            if (Why(server, out var subscription) is { } reason)
            {
                unusable.Add(reason);
            }
            else if (!servers.Contains(subscription!))
            {
                servers.Add(subscription!);
            }
        }

        var count = Math.Clamp(settings.Tentacle.Communication.PollingConnectionCount ?? 1, 1, SettingsRules.MaximumPollingConnections);
        return new PollingSettings(servers, count, PollingProxySettings.From(settings.Octopus.Server.Proxy, key), unusable);
    }

    private static string? Why(TrustedServer server, out Subscription? subscription)
    {
        subscription = null;
        var again = $"Set it again: tentacle server-comms --thumbprint {server.Thumbprint} --style TentacleActive --host HOST --port "
            + $"{PollingProtocol.DefaultPort}";
        if (!Uri.TryCreate(server.Address, UriKind.Absolute, out var address))
        {
            return $"The polled server {server.Thumbprint} has {(server.Address is null ? "no address" : $"the address '{server.Address}'")}. {again}";
        }

        if (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
        {
            return $"The polled server {server.Thumbprint} has the address '{address}': only https:// can be polled. {again}";
        }

        if (!SubscriptionId.TryParse(server.SubscriptionId ?? (server.Squid is null ? null : $"poll://{server.Squid}/"), null, out var id))
        {
            return $"The polled server '{address}' has the subscription '{server.SubscriptionId}'. {SubscriptionId.Rule} {again}";
        }

        // The original stores http:// for some servers, although it uses TLS for them.
        subscription = new Subscription(new UriBuilder(Uri.UriSchemeHttps, address.Host, address.Port).Uri, id, server.Thumbprint);
        return null;
    }
}
