using System.Net;
using Tentacle.Contracts;
using Tentacle.Core.Health;
using Tentacle.Core.Instances.Settings;
using Tentacle.Core.Jobs.Storage;

namespace Tentacle.Agent.Settings;

/// <summary>Settings as the running agent needs them.</summary>
public static class SettingsQueries
{
    public static IReadOnlyList<Thumbprint> TrustedThumbprints(this InstanceSettings settings) =>
        [.. settings.Tentacle.Communication.TrustedOctopusServers.Select(server => server.Thumbprint)];

    /// <summary>True when what needs a restart differs from what the agent started with.</summary>
    public static bool NeedsRestart(this InstanceSettings settings, InstanceSettings atStart) =>
        settings.Octopus.Home != atStart.Octopus.Home
        || settings.Tentacle.Services.PortNumber != atStart.Tentacle.Services.PortNumber
        || settings.Tentacle.Services.ListenIP != atStart.Tentacle.Services.ListenIP
        || settings.Tentacle.Services.NoListen != atStart.Tentacle.Services.NoListen
        || settings.Tentacle.Deployment.ApplicationDirectory != atStart.Tentacle.Deployment.ApplicationDirectory;

    public static JobOptions ToJobOptions(this InstanceSettings settings) => new()
    {
        LogLimit = settings.Jobs.LogLimit,
        MinimumFreeDisk = settings.Disk.MinimumFree,
        MaxRunning = settings.Jobs.MaxRunning,
        KeepComplete = TimeSpan.FromHours(settings.Jobs.RetentionHours),
        PowerShellStartSeconds = settings.Jobs.PowerShellStartSeconds,
        KeepForgotten = TimeSpan.FromDays(settings.Jobs.ForgottenTicketDays),
    };

    public static HealthOptions ToHealthOptions(this InstanceSettings settings) => new()
    {
        CertificateDays = settings.Health.CertificateDays,
        ClockToleranceSeconds = settings.Health.ClockToleranceSeconds,
        Calamari = settings.Health.Calamari,
    };

    /// <summary>Null means all addresses of the machine.</summary>
    /// <exception cref="SettingsException">Nothing can listen on it.</exception>
    public static IPAddress? ListenAddress(this InstanceSettings settings) =>
        settings.Tentacle.Services.ListenIP is not { } text ? null
        : Core.Instances.Settings.ListenAddress.TryParse(text, out var address, out var fault) ? address
        : throw new SettingsException($"Cannot listen on '{text}': {fault}. Choose another address: tentacle configure --listenIpAddress IP.");
}
