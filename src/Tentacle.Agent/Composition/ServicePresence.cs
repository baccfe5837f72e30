using Microsoft.Extensions.Hosting;
using Tentacle.Services.Systemd;

namespace Tentacle.Agent.Composition;

/// <summary>Notifies systemd that the agent is alive, and when it stops.</summary>
/// <remarks>
/// The watchdog notice is sent from the thread pool, which also serves every caller. If the pool hangs, the notice stops and systemd restarts the agent.
/// </remarks>
internal sealed class ServicePresence(SystemdNotices notices, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    // With three notices per watchdog period, up to two can be late before systemd restarts the agent.
    private const int SignsPerWatchdogTime = 3;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = lifetime.ApplicationStopping.Register(notices.Stopping);
        if (notices.WatchdogTime is not { } watchdog)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken);
            return;
        }

        using var timer = new PeriodicTimer(watchdog / SignsPerWatchdogTime, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            notices.StillAlive();
        }
    }
}
