using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Serilog;
using Tentacle.Agent.Doors;
using Tentacle.Agent.Doors.Polled;
using Tentacle.Agent.Identity;
using Tentacle.Agent.Observing.Health;
using Tentacle.Agent.Observing.Logging;
using Tentacle.Agent.Observing.Metrics;
using Tentacle.Agent.Observing.Telemetry;
using Tentacle.Agent.Settings;
using Tentacle.Contracts;
using Tentacle.Core.Files;
using Tentacle.Core.Jobs;
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
        var live = new LiveSettings(settings);
        var log = new LogControl();
        log.Follow(live, options.Secrets);
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
        var place = new AgentPlace(options, home, live);
        builder.Services.AddTrust(place).AddDoors().AddPolling().AddJobs(place).AddPackages().AddFiles(place);
        builder.Services.AddHealth(SecretsKeyFile.PathOf(options.Instance)).AddAgentMetrics().AddTelemetry().AddAuditTrail(home.Logs).AddProcess();
        builder.Services.AddTentacleApi();

        var app = builder.Build();

        // Telemetry starts before the agent finds jobs that ended while it was down, because it exports those jobs too.
        app.Services.GetRequiredService<TelemetryExport>().Follow(live);
        app.UseAgentMetrics();
        app.UseTentacleApi();
        app.MapTentacleApi();
        return app;
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

        // Jobs that run are found again, and files that an earlier run left unfinished are removed, before the first request can ask for them.
        var services = _app.Services;
        services.GetRequiredService<JobService>();
        services.GetRequiredService<FileStore>();

        // A change reaches the followers in this order. The log comes first, because it masks secrets, and the servers to poll last, because a server must be
        // trusted before it is dialled.
        var live = services.GetRequiredService<LiveSettings>();
        services.GetRequiredService<AgentFacts>().Follow(live, services.GetRequiredService<SecretsKey>(), services.GetRequiredService<ILogger<AgentFacts>>());
        services.GetRequiredService<PolledServers>().Follow(live, services.GetRequiredService<SecretsKey>());
        services.GetRequiredService<SettingsFollower>().Begin();
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
        {
            var listening = settings.Tentacle.Services;
            throw ListenFailure.Explain(e, settings.ListenAddress(), listening.NoListen ? null : listening.PortNumber, _localSocket);
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
