namespace Tentacle.Platform.Processes;

/// <summary>
/// Ends a process tree: sends SIGTERM, waits for the grace period, sends SIGKILL until no process is left, and stops trying ten seconds after the grace period.
/// </summary>
public sealed class ProcessTreeTermination(ProcessTree tree, TimeSpan grace, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan KillTime = TimeSpan.FromSeconds(10);
    private readonly long _started = time.GetTimestamp();
    private bool _asked;

    /// <summary>The number of processes that were left at the last call of <see cref="Advance"/>.</summary>
    public int Survivors { get; private set; }

    /// <summary>Performs the next step. Returns the delay before the next call; null when the termination is complete or was abandoned.</summary>
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
