namespace Tentacle.Core.Platform;

/// <summary>
/// Gives memory back when the process has had a moment of quiet after work. Left alone, the collector keeps what the busiest moment took, for days where
/// nothing more is to be done.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="quiet">It is quiet when fewer bytes than this were allocated since the last look, ten seconds ago.</param>
/// <param name="worth">So many bytes must have been allocated since the last collection.</param>
/// <param name="giveUp">Lets go of what the process keeps in case it needs it again.</param>
public sealed class IdleGarbageCollection(TimeProvider time, long quiet, long worth, Action giveUp)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <exception cref="OperationCanceledException">It was told to end.</exception>
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
