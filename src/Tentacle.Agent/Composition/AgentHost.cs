using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Tentacle.Agent.Observing.Logging;
using Tentacle.Instances.Settings;
using Tentacle.Services.Systemd;

namespace Tentacle.Agent.Composition;

/// <summary>The agent as a process of its own: the host of <see cref="TentacleAgent"/>, its log, and its notices to the service manager.</summary>
public sealed class AgentHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AgentHost(WebApplication app) => _app = app;

    /// <summary>Starts the agent. The agent accepts jobs when the task completes.</summary>
    /// <exception cref="AgentStartException">The agent cannot start.</exception>
    public static async Task<AgentHost> StartAsync(AgentOptions options, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "Tentacle", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.AddTentacleAgent(options);
        builder.Logging.ClearProviders();
        builder.Services.AddSerilog(
            (services, log) => AgentLog.Configure(
                log,
                services.GetRequiredService<LockedHome>().Paths.Logs,
                services.GetRequiredService<LogControl>(),
                options.LogToConsole),
            preserveStaticLogger: true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddWindowsService().AddProcess();

        var app = builder.Build();
        app.MapTentacleApi();
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e)
        {
            var failure = ListenFailure.Find(e, app.Services);
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
            if (failure is not null)
            {
                throw failure;
            }

            throw;
        }

        var services = app.Services.GetRequiredService<LiveSettings>().Current.Tentacle.Services;
        app.Services.GetRequiredService<SystemdNotices>().Ready(
            services.NoListen ? "Takes jobs. No TCP port is open." : $"Takes jobs on port {services.PortNumber}.");
        return new AgentHost(app);
    }

    /// <summary>The TLS port. Null when the agent does not listen.</summary>
    public int? Port => _app.Urls
        .Where(url => url.StartsWith("https:", StringComparison.Ordinal))
        .Select(url => (int?)new Uri(url.Replace("[::]", "localhost", StringComparison.Ordinal)).Port)
        .FirstOrDefault();

    /// <summary>Completes when the agent is asked to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
