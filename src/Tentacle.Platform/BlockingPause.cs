namespace Tentacle.Platform;

/// <summary>
/// Blocks the calling thread between two tries of a condition that the system does not report, for example a lock of another process. For code that cannot be
/// asynchronous because it runs before there is a thread pool to spare, or in a process of one thread.
/// </summary>
public static class BlockingPause
{
    /// <summary>Blocks for this time.</summary>
    public static void Wait(TimeSpan time)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(time);
    }
}
