using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Platform.Storage;

namespace Tentacle.Supervisor;

/// <summary>Finds out whether the script's first line ever ran, where the script has a guard that can tell.</summary>
internal sealed class StartWatch(StartGuard? guard, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private bool _decided = guard is null;

    /// <summary>How long nothing needs to be asked.</summary>
    public TimeSpan UntilNext => _decided ? TimeSpan.MaxValue : TimeSpan.FromSeconds(guard!.TimeoutSeconds) - time.GetElapsedTime(_started);

    /// <summary>True once, when the time is up and the first line has not run. It will do nothing any more, should it come to run.</summary>
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
            // The script was there first.
            return false;
        }

        File.Delete(guard.ShouldRunFile);
        return true;
    }
}
