using Tentacle.Core.Platform;

namespace Tentacle.Manager;

/// <summary>Keeps the Manager small while a page is only looked at.</summary>
internal sealed class IdleMemory(TimeProvider time) : BackgroundService
{
    // A page that is open asks its agent every second, which is quiet enough.
    private const long Quiet = 8 * 1024 * 1024;
    private const long WorthCollecting = 32 * 1024 * 1024;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => new IdleGarbageCollection(time, Quiet, WorthCollecting, () => { }).RunAsync(stoppingToken);
}
