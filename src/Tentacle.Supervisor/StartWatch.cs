using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Storage;

namespace Tentacle.Supervisor;

/// <summary>Detects that the script's first line never ran. Needs a script with a start guard.</summary>
internal sealed class StartWatch(StartGuard? guard, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private bool _decided = guard is null;

    /// <summary>The time until the next check is due.</summary>
    public TimeSpan UntilNext => _decided ? TimeSpan.MaxValue : TimeSpan.FromSeconds(guard!.TimeoutSeconds) - time.GetElapsedTime(_started);

    /// <summary>True once, when the time is up and the first line has not run. If the line runs later, it ends the script.</summary>
    public bool NeverStarted()
    {
        if (_decided || UntilNext > TimeSpan.Zero)
        {
            return false;
        }

        _decided = true;
        try
        {
            AtomicFile.WriteNew(guard!.StartedFile, []);
        }
        catch (IOException)
        {
            // The script created the file first.
            return false;
        }

        File.Delete(guard.ShouldRunFile);
        return true;
    }
}
