using Tentacle.Platform;

namespace Tentacle.Manager;

/// <summary>Collects garbage while the Manager is idle, to keep its memory small.</summary>
internal sealed class IdleMemory(TimeProvider time) : BackgroundService
{
    // An open page queries its agent every second, which stays below this limit.
    private const long Quiet = 8 * 1024 * 1024;
    private const long WorthCollecting = 32 * 1024 * 1024;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new IdleGarbageCollection(time, Quiet, WorthCollecting, () => { }).RunAsync(stoppingToken);
}
