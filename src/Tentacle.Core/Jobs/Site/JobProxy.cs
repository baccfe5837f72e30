using System.Globalization;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;

namespace Tentacle.Core.Jobs.Site;

/// <summary>The proxy in the environment of scripts, under Octopus's variable names and under the common ones.</summary>
/// <param name="UseDefault">True when the system's proxy is used if there is no host.</param>
public sealed record JobProxy(bool UseDefault, string? Host, int Port, string? Username, string? Password)
{
    // Calamari bypasses the proxy for the same addresses: this machine, and the metadata services of clouds.
    private const string Direct = "127.0.0.1,localhost,169.254.169.254";
    private const int MinSecretLength = 4;

    public JobProxy()
        : this(true, null, ProxySettings.DefaultPort, null, null)
    {
    }

    /// <summary>The proxy's address, without account; null when there is no host.</summary>
    public Uri? Address => Host is null ? null : new UriBuilder(Uri.UriSchemeHttp, UriHost(Host), Port).Uri;

    /// <summary>Values to mask in the log of every job.</summary>
    public IReadOnlyList<string> Secrets => Password is { Length: >= MinSecretLength } ? [Password] : [];

    public static JobProxy From(ProxySettings proxy, SecretsKey key)
    {
        ArgumentNullException.ThrowIfNull(proxy);
        return new JobProxy(proxy.UseDefaultProxy, proxy.ProxyHost, proxy.ProxyPort, proxy.ProxyUsername, ProxyPassword.Find(proxy, key));
    }

    /// <summary>The variables to add. Common variables that the service already has are not changed.</summary>
    public IReadOnlyDictionary<string, string> Environment(IReadOnlyDictionary<string, string> inherited)
    {
        var variables = new Dictionary<string, string> { ["TentacleUseDefaultProxy"] = UseDefault ? "True" : "False" };
        if (Host is not null)
        {
            variables["TentacleProxyHost"] = Host;
            variables["TentacleProxyPort"] = Port.ToString(CultureInfo.InvariantCulture);
            variables["TentacleProxyUsername"] = Username ?? "";
            variables["TentacleProxyPassword"] = Password ?? "";
            AddUnlessSet("HTTP_PROXY", Url());
            AddUnlessSet("HTTPS_PROXY", Url());
            AddUnlessSet("NO_PROXY", Direct);
        }
        else if (!UseDefault)
        {
            AddUnlessSet("NO_PROXY", "*");
        }

        return variables;

        // Some programs read only the lower-case name. If one of the two is set, the other must not contradict it.
        void AddUnlessSet(string name, string value)
        {
            if (!inherited.ContainsKey(name) && !inherited.ContainsKey(name.ToLowerInvariant()))
            {
                variables[name] = value;
                variables[OperatingSystem.IsWindows() ? name : name.ToLowerInvariant()] = value;
            }
        }
    }

    private string Url()
    {
        var account = Username is null ? "" : $"{Uri.EscapeDataString(Username)}:{Uri.EscapeDataString(Password ?? "")}@";
        return $"http://{account}{UriHost(Host!)}:{Port.ToString(CultureInfo.InvariantCulture)}";
    }

    // In a URL an IPv6 address has brackets.
    private static string UriHost(string host) => host.Contains(':', StringComparison.Ordinal) && host[0] != '[' ? $"[{host}]" : host;
}
