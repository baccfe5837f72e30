using Tentacle.Core.Instances.Settings;

namespace Tentacle.Core.Instances;

/// <summary>Processes that take turns at one file, through a lock file beside it that stays. The system ends the turn of a process that dies.</summary>
internal static class ExclusiveTurn
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits for the turn, which lasts until the result is disposed.</summary>
    /// <exception cref="SettingsException">Another process has had it for half a minute.</exception>
    /// <exception cref="IOException">The lock file cannot be made.</exception>
    public static IDisposable Take(string guarded)
    {
        var lockPath = guarded + ".lock";
        var started = TimeProvider.System.GetTimestamp();
        using var never = new ManualResetEventSlim();
        while (true)
        {
            if (LockFile.TryTake(lockPath, guarded) is { } turn)
            {
                return turn;
            }

            if (TimeProvider.System.GetElapsedTime(started) > LongestWait)
            {
                throw new SettingsException($"The file '{guarded}' has been held by another process for {LongestWait.TotalSeconds:0} seconds: {LockHolder.Describe(lockPath)} has the lock '{lockPath}'. Wait for its end, or end it, and try again.");
            }

            never.Wait(BetweenTries);
        }
    }
}
