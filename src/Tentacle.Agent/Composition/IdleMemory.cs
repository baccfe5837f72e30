using Microsoft.Extensions.Hosting;
using Tentacle.Agent.Doors;
using Tentacle.Platform;

namespace Tentacle.Agent.Composition;

/// <summary>Reduces the memory of an idle agent between deployments.</summary>
internal sealed class IdleMemory(ConnectionBuffers buffers, TimeProvider time) : BackgroundService
{
    // A monitor, or the Manager with an open page, polls every second and still counts as quiet. A collection takes four milliseconds.
    private const long Quiet = 8 * 1024 * 1024;
    private const long WorthCollecting = 1024 * 1024;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new IdleGarbageCollection(time, Quiet, WorthCollecting, buffers.ReleaseFree).RunAsync(stoppingToken);
}
