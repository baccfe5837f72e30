using Tentacle.Instances;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;

namespace Tentacle.Core.Diagnostics;

/// <summary>The secrets of an instance that this process can find. A text for other readers must not contain them.</summary>
internal static class KnownSecrets
{
    private static readonly string[] Telling = ["PASSWORD", "SECRET", "TOKEN", "APIKEY", "API_KEY", "OTLP_HEADERS"];

    public static IEnumerable<string?> Find(Instance instance, InstanceSettings? settings)
    {
        var secrets = new List<string?>();
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = ((string)variable.Key).ToUpperInvariant();
            if (Telling.Any(word => name.Contains(word, StringComparison.Ordinal)))
            {
                secrets.Add((string?)variable.Value);
            }
        }

        if (settings is not null)
        {
            secrets.AddRange([settings.Tentacle.Certificate, settings.Tentacle.NextCertificate?.Certificate, settings.Tentacle.PlainCertificate]);
            secrets.AddRange(Passwords(instance, settings));
        }

        return secrets;
    }

    private static IEnumerable<string?> Passwords(Instance instance, InstanceSettings settings)
    {
        ProxySettings[] proxies = [settings.Octopus.Proxy, settings.Octopus.Server.Proxy];
        if (proxies.All(proxy => proxy is { ProxyPassword: null, PlainPassword: null }))
        {
            return [];
        }

        try
        {
            using var key = SecretsKey.LoadOrCreate(instance);
            return [.. proxies.SelectMany(proxy => new[] { ProxyPassword.Find(proxy, key), proxy.ProxyPassword })];
        }
        catch (SettingsException)
        {
            // An account that cannot read the key cannot decrypt the password, so no text that it wrote contains the password.
            return [.. proxies.SelectMany(proxy => new[] { proxy.PlainPassword, proxy.ProxyPassword })];
        }
    }
}
