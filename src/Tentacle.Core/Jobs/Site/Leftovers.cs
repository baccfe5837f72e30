using Tentacle.Platform.Directories;

namespace Tentacle.Core.Jobs.Site;

/// <summary>
/// Deleted directories that could not be removed from disk. The removal is retried with increasing delays of up to one hour, and the failure is reported once a
/// day. All members are safe to use from any thread.
/// </summary>
public sealed class Leftovers(TimeProvider time)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan MaxWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromDays(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Leftover> _all = [];

    /// <summary>All left-overs that still exist.</summary>
    public IReadOnlyList<DirectoryRemains> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _all.Where(pair => Path.Exists(pair.Key)).Select(pair => pair.Value.Remains)];
            }
        }
    }

    /// <summary>Records the result of a removal. Without remains, the directory is dropped from the list.</summary>
    public void Record(string directory, DirectoryRemains? remains)
    {
        lock (_lock)
        {
            if (remains is null)
            {
                _all.Remove(directory);
                return;
            }

            var known = _all.GetValueOrDefault(directory) ?? new Leftover(remains, TimeSpan.Zero, default, ToldAt: null);
            var wait = known.Wait * 2 is var doubled && doubled < FirstWait ? FirstWait : doubled < MaxWait ? doubled : MaxWait;
            _all[directory] = known with { Remains = remains, Wait = wait, NextTry = time.GetUtcNow() + wait };
        }
    }

    /// <summary>True when the next attempt to remove the directory is due.</summary>
    public bool IsDue(string directory)
    {
        lock (_lock)
        {
            return !_all.TryGetValue(directory, out var known) || known.NextTry <= time.GetUtcNow();
        }
    }

    /// <summary>The left-overs that were not reported within the last day. They count as reported from now on.</summary>
    public IReadOnlyList<DirectoryRemains> TakeUntold()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var untold = _all.Where(pair => pair.Value.ToldAt is not { } told || now - told >= BetweenWarnings).ToList();
            untold.ForEach(pair => _all[pair.Key] = pair.Value with { ToldAt = now });
            return [.. untold.Select(pair => pair.Value.Remains)];
        }
    }

    private sealed record Leftover(DirectoryRemains Remains, TimeSpan Wait, DateTimeOffset NextTry, DateTimeOffset? ToldAt);
}
