namespace Tentacle.Platform;

/// <summary>
/// Returns memory to the system when the process becomes idle after work. By default the garbage collector keeps the memory of the busiest moment, for days if
/// the process has nothing to do.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="quiet">The process counts as idle when it has allocated fewer bytes than this since the last check ten seconds ago.</param>
/// <param name="worth">The minimum number of bytes allocated since the last collection.</param>
/// <param name="giveUp">Releases the memory that the process keeps for reuse.</param>
public sealed class IdleGarbageCollection(TimeProvider time, long quiet, long worth, Action giveUp)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var (atLastLook, atLastCollection) = (0L, 0L);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var allocated = GC.GetTotalAllocatedBytes();
            if (allocated - atLastLook < quiet && allocated - atLastCollection > worth)
            {
                giveUp();
                ProcessMemory.GiveBack();
                atLastCollection = GC.GetTotalAllocatedBytes();
            }

            atLastLook = allocated;
        }
    }
}
