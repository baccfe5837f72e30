using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Serilog;
using Tentacle.Agent.Doors;
using Tentacle.Agent.Doors.Untrusted;
using Tentacle.Agent.Identity;
using Tentacle.Agent.Observing.Health;
using Tentacle.Agent.Observing.Logging;
using Tentacle.Agent.Observing.Metrics;
using Tentacle.Agent.Observing.Telemetry;
using Tentacle.Agent.Settings;
using Tentacle.Contracts;
using Tentacle.Core.Diagnostics;
using Tentacle.Core.Files;
using Tentacle.Core.Files.Access;
using Tentacle.Core.Jobs;
using Tentacle.Core.Jobs.Shells;
using Tentacle.Core.Jobs.Site;
using Tentacle.Core.Packages;
using Tentacle.Core.Packages.Tools;
using Tentacle.Instances;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;
using Tentacle.Platform.Processes;
using Tentacle.Services.Systemd;

namespace Tentacle.Agent.Composition;

/// <summary>The agent process. This class is its only composition root.</summary>
public sealed partial class AgentHost : IAsyncDisposable
{
    // The number of bytes that a peer may send before the agent reads them. Untrusted peers can fill this buffer too.
    private const int UnreadBytes = 64 * 1024;
    private static readonly ContentLengthDigits LengthDigits = new();
    private readonly WebApplication _app;
    private readonly AgentLock _lock;
    private readonly string _localSocket;

    private AgentHost(WebApplication app, AgentLock held, string localSocket) => (_app, _lock, _localSocket) = (app, held, localSocket);

    /// <summary>Starts the agent. The agent accepts jobs when the task completes.</summary>
    /// <exception cref="AgentStartException">The agent cannot start.</exception>
    public static async Task<AgentHost> StartAsync(AgentOptions options, CancellationToken cancellationToken)
    {
        // A bare LF does not end a line in HTTP/1.1. Parsers that disagree about line ends make request smuggling possible.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

        // A supervisor outlives the agent. It must not inherit descriptors on which the process that started the agent waits.
        if (!OperatingSystem.IsWindows())
        {
            Detachment.KeepDescriptors();
        }

        var settings = StoredCertificate.Promote(options.Instance.Settings.Load(), TimeProvider.System.GetUtcNow());
        var home = options.Instance.HomeOf(settings);
        PrepareDirectories(home);
        var held = AgentLock.Take(home.AgentLock, options.Instance.Name);
        try
        {
            options.Instance.RememberHome(home);
            var localSocket = Place(home);
            var host = new AgentHost(Build(options, settings, home), held, localSocket);
            await host.ListenAsync(settings, cancellationToken);
            return host;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The TLS port. Null when the agent does not listen.</summary>
    public int? Port => _app.Urls.Where(url => url.StartsWith("https:", StringComparison.Ordinal)).Select(url => (int?)new Uri(url.Replace("[::]", "localhost", StringComparison.Ordinal)).Port).FirstOrDefault();

    /// <summary>Completes when the agent is asked to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(_localSocket);
        }

        _lock.Dispose();
    }

    private static void PrepareDirectories(InstanceHome home)
    {
        try
        {
            home.Create();
        }
        catch (SettingsException e)
        {
            throw new AgentStartException(e.Message, e);
        }
    }

    private static string Place(InstanceHome home)
    {
        try
        {
            return home.PlaceLocalSocket();
        }
        catch (SettingsException e)
        {
            throw new AgentStartException(e.Message, e);
        }
    }

    private static WebApplication Build(AgentOptions options, InstanceSettings settings, InstanceHome home)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "Tentacle", ContentRootPath = home.Directory });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        var log = new LogControl();
        log.Set(settings.Octopus.LogLevel);
        builder.Services.AddSingleton(log);
        builder.Services.AddSerilog(AgentLog.Create(home.Logs, log, options.LogToConsole), dispose: true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddWindowsService();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        if (OperatingSystem.IsWindows())
        {
            builder.WebHost.UseNamedPipes(LocalDoor.Admit);
        }

        builder.WebHost.UseSockets(sockets => sockets.MaxReadBufferSize = UnreadBytes);
        builder.WebHost.ConfigureKestrel(Limit);
        AddCore(builder.Services, options, settings, home);
        builder.Services.AddTentacleApi();

        var app = builder.Build();

        // Telemetry starts before the agent finds jobs that ended while it was down, because it exports those jobs too.
        app.Services.GetRequiredService<TelemetryInForce>().Apply(settings.Otlp, app.Services.GetRequiredService<JobSite>().Proxy);
        app.UseAgentMetrics();
        app.UseTentacleApi();
        app.MapTentacleApi();
        return app;
    }

    private static void AddCore(IServiceCollection services, AgentOptions options, InstanceSettings settings, InstanceHome home)
    {
        var identity = StoredCertificate.Load(settings, options.Secrets)
            ?? throw new AgentStartException($"The instance '{options.Instance.Name}' has no certificate. Make one: tentacle new-certificate --instance \"{options.Instance.Name}\".");
        services.AddSingleton(options.Instance.Settings);
        services.AddSingleton(options.Secrets);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new AgentFacts(options.Instance.Name, options.Version, identity));
        services.AddSingleton(new TrustStore(settings.TrustedThumbprints(), settings.Tentacle.Communication.TrustedMonitors));
        services.AddSingleton<ExpiredPeers>();
        services.AddSingleton(services => new RefusedConnections(services.GetRequiredService<TimeProvider>(), options.Instance.Name));
        services.AddSingleton<Connections>();
        services.AddSingleton<Refusals>();
        services.AddSingleton<UntrustedConnections>();
        services.AddSingleton<ListeningDoor>();
        services.AddSingleton<LocalDoor>();
        services.AddPolledDoor();
        services.AddSingleton<WorkInForce>();
        services.AddSingleton<DoorsInForce>();
        services.AddSingleton<SettingsInForce>();
        services.AddSingleton<SettingsFollower>();
        services.AddSingleton(services => new AuditTrail(home.Logs, services.GetRequiredService<TimeProvider>()));
        services.AddHealth(settings.ToHealthOptions(), SecretsKeyFile.PathOf(options.Instance));
        services.AddSingleton<ShellCatalog>();
        services.AddSingleton(settings.ToJobOptions());
        services.AddSingleton(new JobSite
        {
            InstanceName = options.Instance.Name,
            HomeDirectory = home.Directory,
            ApplicationDirectory = settings.Tentacle.Deployment.ApplicationDirectory ?? home.DefaultApplications,
            JobsRoot = home.Jobs,
            WorkRoot = home.Work,
            Version = options.Version,
            ExecutablePath = options.ExecutablePath,
            SupervisorPath = options.SupervisorPath,
            Secrets = options.Secrets,
            Proxy = JobProxy.Of(settings.Octopus.Proxy, options.Secrets),
            CertificateSignatureAlgorithm = identity.Certificate.SignatureAlgorithm.FriendlyName,
        });
        services.AddSingleton<JobService>();
        services.AddSingleton<DeploymentHistory>();
        services.AddSingleton<ToolStore>();
        services.AddAgentMetrics();
        services.AddSingleton<TelemetryInForce>();
        services.AddSingleton(services => new FileStore(FileSite.Of(options.Instance, home), settings.Files.Roots, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<FileStore>>()));
        services.AddHostedService(services => new RefusedConnectionsFile(services.GetRequiredService<RefusedConnections>(), home.RefusedConnections, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<RefusedConnectionsFile>>()));
        services.AddSingleton<ConnectionBuffers>();
        services.AddSingleton<IMemoryPoolFactory<byte>>(services => services.GetRequiredService<ConnectionBuffers>());
        services.AddHostedService<IdleMemory>();
        services.AddSingleton(SystemdNotices.ForThisProcess());
        services.AddHostedService<ServicePresence>();
    }

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.RequestHeaderEncodingSelector = name => name == HeaderNames.ContentLength ? LengthDigits : null;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = ApiLimits.JsonBytes;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.MaxConcurrentUpgradedConnections = 0;

        // Each log follower holds one stream. A cancel request must still get a stream when there are a hundred followers.
        limits.Http2.MaxStreamsPerConnection = PollingProtocol.StreamsPerConnection;
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        limits.Http2.InitialConnectionWindowSize = 8 * 1024 * 1024;
    }

    private async Task ListenAsync(InstanceSettings settings, CancellationToken cancellationToken)
    {
        var kestrel = _app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<KestrelServerOptions>>().Value;
        if (!settings.Tentacle.Services.NoListen)
        {
            _app.Services.GetRequiredService<ListeningDoor>().Listen(kestrel, settings.ListenAddress(), settings.Tentacle.Services.PortNumber);
        }

        _app.Services.GetRequiredService<LocalDoor>().Listen(kestrel, _localSocket);
        _app.Services.GetRequiredService<PolledDoor>().Listen(kestrel);

        // The follower needs the job service, which finds running jobs again. This happens before the first request can ask for them.
        _app.Services.GetRequiredService<SettingsFollower>().Begin(settings);
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
        {
            var services = settings.Tentacle.Services;
            throw ListenFailure.Explain(e, settings.ListenAddress(), services.NoListen ? null : services.PortNumber, _localSocket);
        }

        LocalDoor.Restrict(_localSocket);
        LogListening(_app.Logger, settings);
        _app.Services.GetRequiredService<SystemdNotices>().Ready(settings.Tentacle.Services.NoListen ? "Takes jobs. No TCP port is open." : $"Takes jobs on port {settings.Tentacle.Services.PortNumber}.");
        if (EnvironmentSettings.OfThisProcess.SecretNames is { Count: > 0 } names)
        {
            LogSecretsInEnvironment(_app.Logger, string.Join(", ", names));
        }
    }

    private static void LogListening(Microsoft.Extensions.Logging.ILogger logger, InstanceSettings settings)
    {
        if (settings.Tentacle.Services.NoListen)
        {
            LogNotListening(logger);
            return;
        }

        LogListens(logger, settings.ListenAddress()?.ToString() ?? "any address", settings.Tentacle.Services.PortNumber);
        if (settings.TrustedThumbprints().Count == 0)
        {
            LogTrustsNobody(logger);
        }
    }

    [LoggerMessage(4001, LogLevel.Information, "Agent listening on: {Address}, port {Port}. Listener started")]
    private static partial void LogListens(Microsoft.Extensions.Logging.ILogger logger, string address, int port);

    [LoggerMessage(5006, LogLevel.Warning, "Secrets come from the environment ({Names}), where other programs of this account can see them. Prefer 'tentacle import-certificate' and 'tentacle proxy', which encrypt them")]
    private static partial void LogSecretsInEnvironment(Microsoft.Extensions.Logging.ILogger logger, string names);

    [LoggerMessage(4002, LogLevel.Information, "Agent will not listen on any TCP ports")]
    private static partial void LogNotListening(Microsoft.Extensions.Logging.ILogger logger);

    [LoggerMessage(4004, LogLevel.Warning, "No server is trusted yet, so every connection is rejected. Trust one: tentacle configure --trust THUMBPRINT")]
    private static partial void LogTrustsNobody(Microsoft.Extensions.Logging.ILogger logger);
}
