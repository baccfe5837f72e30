using Microsoft.Extensions.Hosting;
using Tentacle.Platform;

namespace Tentacle.Agent.Memory;

/// <summary>Keeps an agent small between deployments.</summary>
internal sealed class IdleMemory(ConnectionBuffers buffers, TimeProvider time) : BackgroundService
{
    // Somebody who watches, a monitor or the Manager with a page open, asks every second: that is quiet enough. A collection takes four milliseconds.
    private const long Quiet = 8 * 1024 * 1024;
    private const long WorthCollecting = 1024 * 1024;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => new IdleGarbageCollection(time, Quiet, WorthCollecting, buffers.GiveUpFree).RunAsync(stoppingToken);
}
