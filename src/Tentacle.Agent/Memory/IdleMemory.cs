using Microsoft.Extensions.Hosting;
using Tentacle.Core.Platform;

namespace Tentacle.Agent;

/// <summary>
/// Gives memory back when the agent has had a moment of quiet after work. Left alone, the collector keeps what the busiest moment took, for days on a
/// machine where nothing is deployed.
/// </summary>
internal sealed class IdleMemory(TimeProvider time) : BackgroundService
{
    private const long Quiet = 256 * 1024;
    private const long WorthCollecting = 1024 * 1024;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var (atLastLook, atLastCollection) = (0L, 0L);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var allocated = GC.GetTotalAllocatedBytes();
            if (allocated - atLastLook < Quiet && allocated - atLastCollection > WorthCollecting)
            {
                ProcessMemory.GiveBack();
                atLastCollection = GC.GetTotalAllocatedBytes();
            }

            atLastLook = allocated;
        }
    }
}
