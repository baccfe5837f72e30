using System.Net;

namespace Tentacle.Instances.Subscriptions;

/// <summary>Selects the proxy for connections to a polled server.</summary>
public sealed class PollingProxy(PollingProxySettings settings) : IWebProxy
{
    private readonly IWebProxy? _system = settings is { Host: null, UseDefault: true } ? HttpClient.DefaultProxy : null;

    public ICredentials? Credentials
    {
        // The URL of the system's proxy may contain an account. An account in the settings has priority.
        get => settings.Username is null ? _system?.Credentials : Account(settings.Username, settings.Password ?? "");
        set => throw new NotSupportedException();
    }

    /// <summary>The proxy for a server; null for a direct connection.</summary>
    /// <exception cref="NotSupportedException">The proxy is not an HTTP proxy, for example a SOCKS proxy.</exception>
    public Uri? GetProxy(Uri destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (destination.IsLoopback && settings.Host is null)
        {
            return null;
        }

        var server = Https(destination);
        var proxy = settings.Host is { } host ? (IsExcepted(server.Host) ? null : Given(host))
            : _system?.IsBypassed(server) == false ? _system.GetProxy(server)
            : null;
        return proxy is null || proxy.Scheme == Uri.UriSchemeHttp || proxy.Scheme == Uri.UriSchemeHttps
            ? proxy
            : throw new NotSupportedException(
                $"The system's proxy is '{proxy.Scheme}://{proxy.Host}:{proxy.Port}', and only HTTP proxies can be used, not SOCKS. Set an HTTP proxy: "
                + "tentacle polling-proxy --proxyEnable true --proxyHost HOST --proxyPort PORT; or none: tentacle polling-proxy --proxyEnable false.");
    }

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    private Uri Given(string host)
    {
        var name = host.Contains("://", StringComparison.Ordinal)
            ? host
            : $"http://{(host.Contains(':', StringComparison.Ordinal) && host[0] != '[' ? $"[{host}]" : host)}";
        var proxy = new Uri(name);
        return proxy.Scheme == Uri.UriSchemeHttp
            ? new UriBuilder(Uri.UriSchemeHttp, proxy.Host, settings.Port).Uri
            : throw new NotSupportedException(
                $"The polling proxy is '{host}', and only HTTP proxies can be used, not {proxy.Scheme}. Set an HTTP proxy: "
                + "tentacle polling-proxy --proxyEnable true --proxyHost HOST --proxyPort PORT.");
    }

    private bool IsExcepted(string host) => settings.Bypass.Any(entry =>
        entry == "*"
        || host.Equals(entry, StringComparison.OrdinalIgnoreCase)
        || (entry.TrimStart('*') is ['.', ..] domain && host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)));

    // NTLM requires the domain as a separate value.
    private static NetworkCredential Account(string name, string password) => name.Split('\\', 2) is [var domain, var user]
        ? new NetworkCredential(user, password, domain)
        : new NetworkCredential(name, password);

    // Environment variables define separate proxies for http and https. A polled server always uses https.
    private static Uri Https(Uri destination) => new UriBuilder(destination) { Scheme = Uri.UriSchemeHttps, Port = destination.Port }.Uri;
}
