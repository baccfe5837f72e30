using System.Globalization;
using System.Text.Json;
using Tentacle.Contracts;

namespace Tentacle.Instances.Settings;

/// <summary>The original's names of environment variables, with the setting of each one.</summary>
internal static class EnvironmentNames
{
    public static IReadOnlyDictionary<string, Func<InstanceSettings, string, InstanceSettings>> All { get; } =
        new Dictionary<string, Func<InstanceSettings, string, InstanceSettings>>
        {
            ["OCTOPUS_HOME"] = (s, v) => s with { Octopus = s.Octopus with { Home = v } },
            ["OCTOPUS_USE_DEFAULT_PROXY"] = (s, v) => Proxy(s, p => p with { UseDefaultProxy = Boolean(v) }),
            ["OCTOPUS_PROXY_HOST"] = (s, v) => Proxy(s, p => p with { ProxyHost = v }),
            ["OCTOPUS_PROXY_PORT"] = (s, v) => Proxy(s, p => p with { ProxyPort = Number(v) }),
            ["OCTOPUS_PROXY_USER"] = (s, v) => Proxy(s, p => p with { ProxyUsername = v }),
            ["OCTOPUS_PROXY_PASSWORD"] = (s, v) => Proxy(s, p => p with { PlainPassword = v }),
            ["TENTACLE_SERVICE_PORT"] = (s, v) => Services(s, services => services with { PortNumber = Number(v) }),
            ["TENTACLE_LISTEN_IP"] = (s, v) => Services(s, services => services with { ListenIP = v }),
            ["TENTACLE_NO_LISTEN"] = (s, v) => Services(s, services => services with { NoListen = Boolean(v) }),
            ["TENTACLE_TRUSTED_SERVERS"] = (s, v) => Communication(s, c => c with { TrustedOctopusServers = Servers(v) }),
            ["TENTACLE_APPLICATION_DIRECTORY"] = (s, v) => s with
            {
                Tentacle = s.Tentacle with { Deployment = s.Tentacle.Deployment with { ApplicationDirectory = v } },
            },
            ["TENTACLE_CERTIFICATE"] = (s, v) => s with
            {
                Tentacle = s.Tentacle with { PlainCertificate = Base64(v), CertificateInStore = false, NextCertificate = null },
            },
            ["TENTACLE_CERTIFICATE_THUMBPRINT"] = (s, v) => s with { Tentacle = s.Tentacle with { CertificateThumbprint = Thumbprint.Parse(v).Value } },
            ["TENTACLE_POLLING_USE_DEFAULT_PROXY"] = (s, v) => PollingProxy(s, p => p with { UseDefaultProxy = Boolean(v) }),
            ["TENTACLE_POLLING_CUSTOM_PROXY_USER"] = (s, v) => PollingProxy(s, p => p with { ProxyUsername = v }),
            ["TENTACLE_POLLING_CUSTOM_PROXY_PASSWORD"] = (s, v) => PollingProxy(s, p => p with { PlainPassword = v }),
            ["TENTACLE_POLLING_CUSTOM_PROXY_HOST"] = (s, v) => PollingProxy(s, p => p with { ProxyHost = v }),
            ["TENTACLE_POLLING_CUSTOM_PROXY_PORT"] = (s, v) => PollingProxy(s, p => p with { ProxyPort = Number(v) }),
        };

    public static IReadOnlySet<string> Secrets { get; } =
        new HashSet<string> { "OCTOPUS_PROXY_PASSWORD", "TENTACLE_CERTIFICATE", "TENTACLE_POLLING_CUSTOM_PROXY_PASSWORD" };

    public static InstanceSettings Communication(InstanceSettings settings, Func<CommunicationSettings, CommunicationSettings> change) =>
        settings with { Tentacle = settings.Tentacle with { Communication = change(settings.Tentacle.Communication) } };

    private static InstanceSettings Proxy(InstanceSettings settings, Func<ProxySettings, ProxySettings> change) =>
        settings with { Octopus = settings.Octopus with { Proxy = change(settings.Octopus.Proxy) } };

    private static InstanceSettings PollingProxy(InstanceSettings settings, Func<ProxySettings, ProxySettings> change) =>
        settings with { Octopus = settings.Octopus with { Server = settings.Octopus.Server with { Proxy = change(settings.Octopus.Server.Proxy) } } };

    private static InstanceSettings Services(InstanceSettings settings, Func<ServicesSettings, ServicesSettings> change) =>
        settings with { Tentacle = settings.Tentacle with { Services = change(settings.Tentacle.Services) } };

    private static bool Boolean(string text) => bool.TryParse(text, out var value) ? value : throw new FormatException("Use true or false.");

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw new FormatException("Use a whole number.");

    private static string Base64(string text)
    {
        _ = Convert.FromBase64String(text);
        return text;
    }

    private static IReadOnlyList<TrustedServer> Servers(string json) =>
        JsonSerializer.Deserialize(json, ReadableSettingsJson.Default.IReadOnlyListTrustedServer) ?? throw new FormatException("Use a JSON array.");
}
