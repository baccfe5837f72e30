using System.Globalization;
using System.Net;
using Tentacle.Contracts;

namespace Tentacle.Instances.Settings;

/// <summary>Answers questions about settings that several programs ask.</summary>
public static class SettingsQueries
{
    public static IReadOnlyList<Thumbprint> TrustedThumbprints(this InstanceSettings settings) =>
        [.. settings.Tentacle.Communication.TrustedOctopusServers.Select(server => server.Thumbprint)];

    /// <summary>True when a setting that needs a restart differs from its value at the start of the agent.</summary>
    public static bool NeedsRestart(this InstanceSettings settings, InstanceSettings atStart) => settings.DescribeRestart(atStart) is not null;

    /// <summary>Describes the changes since the start of the agent that need a restart, for people. Null when there are none.</summary>
    public static string? DescribeRestart(this InstanceSettings settings, InstanceSettings atStart)
    {
        var (services, before) = (settings.Tentacle.Services, atStart.Tentacle.Services);
        (string What, object? From, object? To)[] all =
        [
            ("the port", before.PortNumber, services.PortNumber),
            ("the address", before.ListenIP ?? "all", services.ListenIP ?? "all"),
            ("listening", before.NoListen ? "off" : "on", services.NoListen ? "off" : "on"),
            ("the home", atStart.Octopus.Home ?? "the default", settings.Octopus.Home ?? "the default"),
            (
                "the application directory",
                atStart.Tentacle.Deployment.ApplicationDirectory ?? "the default",
                settings.Tentacle.Deployment.ApplicationDirectory ?? "the default"),
        ];
        var changed = string.Join(
            ", ",
            all.Where(c => !Equals(c.From, c.To)).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.What} from {c.From} to {c.To}")));
        return changed.Length == 0 ? null : $"These settings were changed and take effect after a restart of this Tentacle: {changed}. Restart it: "
            + $"tentacle service --restart.";
    }

    /// <summary>The address to listen on. Null means all addresses of the machine.</summary>
    /// <exception cref="SettingsException">The setting is not an address to listen on.</exception>
    public static IPAddress? ListenAddress(this InstanceSettings settings) =>
        settings.Tentacle.Services.ListenIP is not { } text ? null
        : Settings.ListenAddress.TryParse(text, out var address, out var fault) ? address
        : throw new SettingsException($"Cannot listen on '{text}': {fault}. Choose another address: tentacle configure --listenIpAddress IP.");
}
