using System.Security.Cryptography;
using System.Text;
using Tentacle.Instances.Settings;

namespace Tentacle.Instances.Secrets;

/// <summary>Encrypts a proxy's password for the settings, and decrypts it.</summary>
public static class ProxyPassword
{
    private const string Purpose = "proxy-password";

    /// <summary>Returns the settings with the encrypted password. A null password removes it.</summary>
    public static ProxySettings Store(ProxySettings proxy, string? password, SecretsKey key)
    {
        ArgumentNullException.ThrowIfNull(proxy);
        ArgumentNullException.ThrowIfNull(key);
        return proxy with { ProxyPassword = password is null ? null : Convert.ToBase64String(key.Protect(Purpose, Encoding.UTF8.GetBytes(password))) };
    }

    /// <summary>The password in plain text; null when there is none.</summary>
    /// <exception cref="SettingsException">The password was encrypted with another key, or is damaged.</exception>
    public static string? Find(ProxySettings proxy, SecretsKey key)
    {
        ArgumentNullException.ThrowIfNull(proxy);
        ArgumentNullException.ThrowIfNull(key);
        if (proxy.PlainPassword is not null || proxy.ProxyPassword is null)
        {
            return proxy.PlainPassword;
        }

        try
        {
            return Encoding.UTF8.GetString(key.Unprotect(Purpose, Convert.FromBase64String(proxy.ProxyPassword)));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            throw new SettingsException(
                "The proxy's password in the settings cannot be decrypted with this instance's key: it comes from another machine or instance, or is damaged. "
                + "Set it again with 'tentacle proxy --proxyPassword -' or 'tentacle polling-proxy --proxyPassword -'.", e);
        }
    }
}
