using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;

namespace Tentacle.Instances.Subscriptions;

/// <summary>The proxy for connections to polled servers: a given one, the system's, or none.</summary>
/// <param name="UseDefault">True to use the system's proxy when there is no host.</param>
public sealed record PollingProxySettings(bool UseDefault, string? Host, int Port)
{
    public static PollingProxySettings None { get; } = new(false, null, ProxySettings.DefaultPort);

    public string? Username { get; init; }

    public string? Password { get; init; }

    /// <summary>Hosts that are reached without the proxy.</summary>
    public IReadOnlyList<string> Bypass { get; init; } = [];

    /// <exception cref="SettingsException">The password cannot be decrypted.</exception>
    public static PollingProxySettings From(ProxySettings proxy, SecretsKey key)
    {
        ArgumentNullException.ThrowIfNull(proxy);
        return new PollingProxySettings(proxy.UseDefaultProxy, proxy.ProxyHost, proxy.ProxyPort)
        {
            Username = proxy.ProxyUsername,
            Password = ProxyPassword.Find(proxy, key),
            Bypass = Hosts(proxy.ProxyBypass),
        };
    }

    // Lists compare by reference, but two lists with the same hosts are the same settings.
    public bool Equals(PollingProxySettings? other) =>
        other is not null && (UseDefault, Host, Port, Username, Password) == (other.UseDefault, other.Host, other.Port, other.Username, other.Password)
            && Bypass.SequenceEqual(other.Bypass);

    public override int GetHashCode() => HashCode.Combine(UseDefault, Host, Port, Username);

    private static string[] Hosts(string? list) =>
        list?.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
