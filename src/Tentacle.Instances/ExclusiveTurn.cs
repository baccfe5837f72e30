using Tentacle.Instances.Settings;
using Tentacle.Platform;

namespace Tentacle.Instances;

/// <summary>
/// Gives one process at a time exclusive access to a file, through a permanent lock file beside it. The system releases the lock of a process that
/// dies.
/// </summary>
public static class ExclusiveTurn
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits for exclusive access, which lasts until the result is disposed.</summary>
    /// <exception cref="SettingsException">Another process has held the lock for 30 seconds.</exception>
    /// <exception cref="IOException">The lock file cannot be created.</exception>
    public static IDisposable Take(string guarded)
    {
        var lockPath = guarded + ".lock";
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (LockFile.TryTake(lockPath, guarded) is { } turn)
            {
                return turn;
            }

            if (TimeProvider.System.GetElapsedTime(started) > MaxWait)
            {
                throw new SettingsException(
                    $"The file '{guarded}' has been held by another process for {MaxWait.TotalSeconds:0} seconds: "
                    + $"{LockHolder.Describe(lockPath)} has the lock '{lockPath}'. Wait for its end, or end it, and try again.");
            }

            BlockingPause.Wait(BetweenTries);
        }
    }
}
