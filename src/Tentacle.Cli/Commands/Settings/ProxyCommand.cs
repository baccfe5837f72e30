using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;

namespace Tentacle.Cli.Commands.Settings;

/// <summary>
/// <c>proxy</c> and <c>polling-proxy</c>: set two proxies with the same options, one for web requests and scripts, one for polling connections.
/// </summary>
internal sealed class ProxyCommand
{
    private static readonly Option Enable = Option.Value("proxyEnable", "Whether to use a proxy: without a host the system's own");
    private static readonly Option Username = Option.Value("proxyUsername", "Username to use when authenticating with the proxy; empty for none");
    private static readonly Option Password = Option.Value(
        "proxyPassword",
        "Password to use when authenticating with the proxy; - reads it from standard input",
        sensitive: true);
    private static readonly Option Host = Option.Value("proxyHost", "The proxy host to use. Leave empty to use the system's default proxy");
    private static readonly Option Port = Option.Value("proxyPort", "The proxy port to use in conjunction with the Host set with --proxyHost");

    private readonly string _passwordVariable;
    private readonly Func<InstanceSettings, ProxySettings> _get;
    private readonly Func<InstanceSettings, ProxySettings, InstanceSettings> _set;

    private readonly string? _effect;

    private ProxyCommand(
        string passwordVariable,
        Func<InstanceSettings,
        ProxySettings> get,
        Func<InstanceSettings,
        ProxySettings,
        InstanceSettings> set,
        string? effect = null) =>
        (_passwordVariable, _get, _set, _effect) = (passwordVariable, get, set, effect);

    public static Command CreateWeb() => Create(
        "proxy",
        "Configure the HTTP proxy used by Octopus: for web requests and by scripts",
        new ProxyCommand("TENTACLE_PROXY_PASSWORD", s => s.Octopus.Proxy, (s, proxy) => s with { Octopus = s.Octopus with { Proxy = proxy } }));

    public static Command CreatePolling() => Create(
        "polling-proxy",
        "Configure the HTTP proxy used by polling Tentacles to reach the Octopus Server",
        new ProxyCommand(
            "TENTACLE_POLLING_PROXY_PASSWORD",
            s => s.Octopus.Server.Proxy,
            (s, proxy) => s with { Octopus = s.Octopus with { Server = s.Octopus.Server with { Proxy = proxy } } },
            "A running Tentacle connects to its servers again through it now; calls that are under way end on the connection that they began on."));

    private static Command Create(string name, string description, ProxyCommand command) => new(name, description, command.RunAsync)
    {
        UsesInstance = true,
        Options = [Enable, Username, Password, Host, Port],
        Examples = [$"tentacle {name} --instance \"Tentacle\" --proxyEnable true --proxyHost proxy.local --proxyPort 3128 --proxyUsername octopus "
            + "--proxyPassword -"],
        Remarks = "A password on a command line can be seen by others: give it with '--proxyPassword -' on standard input, or in the environment variable "
            + $"{command._passwordVariable}.",
    };

    private async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var enable = invocation.Arguments.FindBoolean(Enable);
        var host = HostIn(invocation.Arguments, out var portOfHost);
        var port = invocation.Arguments.FindNumber(Port, 1, IPEndPoint.MaxPort) ?? portOfHost;
        var hasPassword = invocation.Arguments.Has(Password) || Environment.GetEnvironmentVariable(_passwordVariable) is { Length: > 0 };
        var password = invocation.Arguments.Has(Password) ? invocation.FindSecret(Password) : Environment.GetEnvironmentVariable(_passwordVariable);
        using var key = SecretsKey.LoadOrCreate(invocation.Instance);
        ProxySettings? after = null;
        await SettingsUpdate.ChangeAsync(
            invocation,
            settings =>
            {
                var proxy = Change(_get(settings), enable, host, port);
                if (invocation.Arguments.Has(Username))
                {
                    proxy = proxy with { ProxyUsername = invocation.Arguments.Find(Username) };
                }

                after = hasPassword ? ProxyPassword.Store(proxy, password, key) : proxy;
                return _set(settings, after);
            },
            cancellationToken);
        invocation.Report(Describe(after!));
        if (_effect is not null)
        {
            invocation.Report(_effect);
        }

        return ExitCodes.Done;
    }

    // As in the original, an enabled proxy without a host means the system's own, and a disabled one means no proxy at all. Credentials for one proxy are not
    // used for another.
    private static ProxySettings Change(ProxySettings proxy, bool? enable, string? host, int? port) => (enable, host) switch
    {
        (false, _) => new ProxySettings { UseDefaultProxy = false, ProxyBypass = proxy.ProxyBypass, Unknown = proxy.Unknown },
        (true, null) when proxy.ProxyHost
            is not null => new ProxySettings
            {
                UseDefaultProxy = true,
                ProxyPort = port ?? ProxySettings.DefaultPort,
                ProxyBypass = proxy.ProxyBypass,
                Unknown = proxy.Unknown,
            },
        (true, null or "") => proxy with { UseDefaultProxy = true, ProxyHost = null, ProxyPort = port ?? proxy.ProxyPort },
        (null, null) => proxy with { ProxyPort = port ?? proxy.ProxyPort },
        (null, "") => proxy with { ProxyHost = null, ProxyPort = port ?? proxy.ProxyPort },
        (_, _) => proxy with { UseDefaultProxy = false, ProxyHost = host, ProxyPort = port ?? proxy.ProxyPort },
    };

    // Null when the option is not given, "" when it is empty. A scheme is dropped, as in the original.
    private static string? HostIn(Arguments arguments, out int? port)
    {
        port = null;
        if (!arguments.Has(Host))
        {
            return null;
        }

        if (arguments.Find(Host) is not { } text)
        {
            return "";
        }

        if (text.StartsWith("socks", StringComparison.OrdinalIgnoreCase))
        {
            throw new UserErrorException($"'{text}' is a SOCKS proxy, and only HTTP proxies are supported. Name an HTTP proxy that allows CONNECT.");
        }

        var address = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{(IsIPv6(text) ? $"[{text}]" : text)}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            throw new UserErrorException(
                $"'{text}' is not a valid value for --proxyHost. Use a host name or an address; one of IPv6 with a port is written [::1]:3128.");
        }

        if (uri.PathAndQuery != "/" || uri.Fragment.Length > 0)
        {
            throw new UserErrorException(
                $"'{text}' is not a valid value for --proxyHost: a proxy has no path. Give the host name or address alone, with a port if need be: "
                + $"{uri.Host}:3128.");
        }

        if (uri.UserInfo.Length > 0)
        {
            throw new UserErrorException("--proxyHost holds a user name or password. Give those with --proxyUsername and '--proxyPassword -'.");
        }

        // The default port of the scheme is used only when it is written.
        var end = string.Create(CultureInfo.InvariantCulture, $":{uri.Port}");
        port = uri.IsDefaultPort && !text.TrimEnd('/').EndsWith(end, StringComparison.Ordinal) ? null : uri.Port;
        return uri.IdnHost.Trim('[', ']');
    }

    private static bool IsIPv6(string text) =>
        text is not ['[', ..] && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static string Describe(ProxySettings proxy) =>
        proxy.ProxyHost is not null ? "Using the proxy "
            + $"{(IsIPv6(proxy.ProxyHost) ? $"[{proxy.ProxyHost}]" : proxy.ProxyHost)}:{proxy.ProxyPort}{(proxy.ProxyUsername is null ? "" : $" as {proxy.ProxyUsername}")}"
        : proxy.UseDefaultProxy ? "Using the system's default proxy"
        : "Using no proxy";
}
