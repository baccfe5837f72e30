using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tentacle.Agent.Doors;
using Tentacle.Agent.Doors.Polled;
using Tentacle.Agent.Identity;
using Tentacle.Agent.Observing.Telemetry;
using Tentacle.Agent.Settings;
using Tentacle.Core.Files;
using Tentacle.Core.Jobs;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;

namespace Tentacle.Agent.Composition;

/// <summary>Starts the parts of the agent before the web server, and opens the local socket for its owner after it.</summary>
internal sealed partial class AgentLifetime(
    IServiceProvider services,
    LockedHome home,
    LiveSettings settings,
    ILogger<AgentLifetime> logger) : IHostedLifecycleService
{
    /// <summary>Finds the jobs that run, and removes files that an earlier run left unfinished, before the first request can ask for them.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Telemetry starts before the agent finds jobs that ended while it was down, because it exports those jobs too.
        services.GetRequiredService<TelemetryExport>().Follow(settings);
        services.GetRequiredService<JobService>();
        services.GetRequiredService<FileStore>();

        // A change reaches the servers to poll last, because a server must be trusted before it is dialled.
        var key = services.GetRequiredService<SecretsKey>();
        services.GetRequiredService<AgentFacts>().Follow(settings, key, services.GetRequiredService<ILogger<AgentFacts>>());
        services.GetRequiredService<PolledServers>().Follow(settings, key);
        services.GetRequiredService<SettingsFollower>().Begin();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Restricts the local socket, and logs where the agent listens.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        LocalDoor.Restrict(home.LocalSocket);
        LogListening(settings.Current);
        if (EnvironmentSettings.OfThisProcess.SecretNames is { Count: > 0 } names)
        {
            LogSecretsInEnvironment(string.Join(", ", names));
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void LogListening(InstanceSettings now)
    {
        if (now.Tentacle.Services.NoListen)
        {
            LogNotListening();
            return;
        }

        LogListens(now.ListenAddress()?.ToString() ?? "any address", now.Tentacle.Services.PortNumber);
        if (now.TrustedThumbprints().Count == 0)
        {
            LogTrustsNone();
        }
    }

    [LoggerMessage(4001, LogLevel.Information, "Agent listening on: {Address}, port {Port}. Listener started")]
    private partial void LogListens(string address, int port);

    [LoggerMessage(4002, LogLevel.Information, "Agent will not listen on any TCP ports")]
    private partial void LogNotListening();

    [LoggerMessage(
        4004,
        LogLevel.Warning,
        "No server is trusted yet, so every connection is rejected. Trust one: tentacle configure --trust THUMBPRINT")]
    private partial void LogTrustsNone();

    [LoggerMessage(
        5006,
        LogLevel.Warning,
        "Secrets come from the environment ({Names}), where other programs of this account can see them. "
        + "Prefer 'tentacle import-certificate' and 'tentacle proxy', which encrypt them")]
    private partial void LogSecretsInEnvironment(string names);
}
