namespace Tentacle.Core.Platform.Processes;

/// <summary>Ends a process tree: asks, waits the grace period, kills until nothing is left, and gives up on what will not die.</summary>
public sealed class ProcessTreeTermination(ProcessTree tree, TimeSpan grace, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan KillTime = TimeSpan.FromSeconds(10);
    private readonly long _started = time.GetTimestamp();
    private bool _asked;

    /// <summary>How many were left when we gave up.</summary>
    public int Survivors { get; private set; }

    /// <summary>Does what is due. Null when it is over, else how long to wait before the next call.</summary>
    public TimeSpan? Advance()
    {
        var elapsed = time.GetElapsedTime(_started);
        if (!_asked)
        {
            _asked = true;
            Survivors = tree.Signal(EndSignal.Terminate);
        }
        else
        {
            Survivors = elapsed >= grace ? tree.Signal(EndSignal.Kill) : tree.Members().Count;
        }

        return Survivors == 0 || elapsed >= grace + KillTime ? null : Interval;
    }
}
