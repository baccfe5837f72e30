using Microsoft.Extensions.Hosting;
using Tentacle.Core.Services.Systemd;

namespace Tentacle.Agent;

/// <summary>Keeps systemd told that the agent lives, and tells it when the agent stops.</summary>
/// <remarks>The sign of life comes from the thread pool, which also serves every caller: where that hangs, so does this, and the agent is started anew.</remarks>
internal sealed class ServicePresence(SystemdNotices notices, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    // Two signs may be late before the third is missed.
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
