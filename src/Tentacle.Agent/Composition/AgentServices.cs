using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tentacle.Agent.Doors;
using Tentacle.Agent.Doors.Polled;
using Tentacle.Agent.Doors.Untrusted;
using Tentacle.Agent.Identity;
using Tentacle.Agent.Observing.Logging;
using Tentacle.Agent.Observing.Telemetry;
using Tentacle.Agent.Settings;
using Tentacle.Core.Diagnostics;
using Tentacle.Core.Files;
using Tentacle.Core.Files.Access;
using Tentacle.Core.Jobs;
using Tentacle.Core.Jobs.Shells;
using Tentacle.Core.Jobs.Site;
using Tentacle.Core.Packages;
using Tentacle.Core.Packages.Tools;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Subscriptions;
using Tentacle.Instances.Trust;
using Tentacle.Services.Systemd;

namespace Tentacle.Agent.Composition;

/// <summary>Registers the parts of the agent, one method for each part.</summary>
internal static class AgentServices
{
    /// <summary>Adds the settings in force and what keeps them up to date.</summary>
    public static IServiceCollection AddSettings(this IServiceCollection services, AgentOptions options, LiveSettings settings) => services
        .AddSingleton(options.Instance.Settings)
        .AddSingleton(options.Secrets)
        .AddSingleton(settings)
        .AddSingleton<SettingsFollower>()
        .AddSingleton(_ => LogControl.Create(settings, options.Secrets));

    /// <summary>Adds the agent's own certificate and the trusted peers.</summary>
    /// <exception cref="AgentStartException">The instance has no certificate.</exception>
    public static IServiceCollection AddTrust(this IServiceCollection services, AgentOptions options, LiveSettings settings)
    {
        var identity = StoredCertificate.Load(settings.Current, options.Secrets)
            ?? throw new AgentStartException(
                $"The instance '{options.Instance.Name}' has no certificate. Make one: tentacle new-certificate --instance \"{options.Instance.Name}\".");
        return services
            .AddSingleton(new AgentFacts(options.Instance.Name, options.Version, identity))
            .AddSingleton(new TrustStore(settings))
            .AddSingleton<ExpiredPeers>()
            .AddSingleton(provider => new RefusedConnections(provider.GetRequiredService<TimeProvider>(), options.Instance.Name))
            .AddHostedService(provider => new RefusedConnectionsFile(
                provider.GetRequiredService<RefusedConnections>(),
                provider.GetRequiredService<LockedHome>().Paths.RefusedConnections,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<RefusedConnectionsFile>>()));
    }

    /// <summary>Adds the TLS port and the local socket.</summary>
    public static IServiceCollection AddDoors(this IServiceCollection services) => services
        .AddSingleton<Connections>()
        .AddSingleton<Refusals>()
        .AddSingleton<UntrustedConnections>()
        .AddSingleton<ListeningDoor>()
        .AddSingleton<LocalDoor>()
        .AddSingleton<ConnectionBuffers>()
        .AddSingleton<IMemoryPoolFactory<byte>>(provider => provider.GetRequiredService<ConnectionBuffers>());

    /// <summary>Adds the connections to polled servers.</summary>
    public static IServiceCollection AddPolling(this IServiceCollection services) => services
        .AddSingleton<SubscriptionStates>()
        .AddSingleton<ServerDialler>()
        .AddSingleton<PolledServers>()
        .AddSingleton<PolledDoor>()
        .AddSingleton<IConnectionListenerFactory, PolledTransport>();

    /// <summary>Adds the job engine.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, AgentOptions options) => services
        .AddSingleton<ShellCatalog>()
        .AddSingleton(provider => CreateSite(options, provider))
        .AddSingleton<JobService>();

    /// <summary>Adds the deployments of packages, and the tools that servers push.</summary>
    public static IServiceCollection AddPackages(this IServiceCollection services) => services
        .AddSingleton<DeploymentHistory>()
        .AddSingleton<ToolStore>();

    /// <summary>Adds the transfer of files.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services, AgentOptions options) => services
        .AddSingleton(provider => new FileStore(
            FileSite.Create(options.Instance, provider.GetRequiredService<LockedHome>().Paths),
            provider.GetRequiredService<LiveSettings>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FileStore>>()));

    /// <summary>Adds the export of metrics and traces.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services) => services.AddSingleton<TelemetryExport>();

    /// <summary>Adds the record of calls that change something.</summary>
    public static IServiceCollection AddAuditTrail(this IServiceCollection services) => services
        .AddSingleton(provider => new AuditTrail(provider.GetRequiredService<LockedHome>().Paths.Logs, provider.GetRequiredService<TimeProvider>()));

    /// <summary>Adds what belongs to the process: its notices to the service manager, and the release of memory when it is idle.</summary>
    public static IServiceCollection AddProcess(this IServiceCollection services) => services
        .AddHostedService<IdleMemory>()
        .AddSingleton(SystemdNotices.ForThisProcess())
        .AddHostedService<ServicePresence>();

    private static JobSite CreateSite(AgentOptions options, IServiceProvider provider)
    {
        var home = provider.GetRequiredService<LockedHome>().Paths;
        return new JobSite
        {
            InstanceName = options.Instance.Name,
            HomeDirectory = home.Directory,
            ApplicationDirectory = provider.GetRequiredService<LiveSettings>().Current.Tentacle.Deployment.ApplicationDirectory ?? home.DefaultApplications,
            JobsRoot = home.Jobs,
            WorkRoot = home.Work,
            Version = options.Version,
            ExecutablePath = options.ExecutablePath,
            SupervisorPath = options.SupervisorPath,
            Secrets = options.Secrets,
            CertificateSignatureAlgorithm = () => provider.GetRequiredService<AgentFacts>().SignatureAlgorithm,
        };
    }
}
