using Tentacle.Core.Platform.Directories;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>
/// What should be gone and could not be removed: kept to be tried again, more and more seldom up to once an hour, and to be told once a day. All members
/// are safe to use from any thread.
/// </summary>
public sealed class Leftovers(TimeProvider time)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromDays(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Leftover> _all = [];

    /// <summary>All that is left now.</summary>
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

    /// <summary>What became of the removal of a directory; without remains it is struck off.</summary>
    public void Note(string directory, DirectoryRemains? remains)
    {
        lock (_lock)
        {
            if (remains is null)
            {
                _all.Remove(directory);
                return;
            }

            var known = _all.GetValueOrDefault(directory) ?? new Leftover(remains, TimeSpan.Zero, default, ToldAt: null);
            var wait = known.Wait * 2 is var doubled && doubled < FirstWait ? FirstWait : doubled < LongestWait ? doubled : LongestWait;
            _all[directory] = known with { Remains = remains, Wait = wait, NextTry = time.GetUtcNow() + wait };
        }
    }

    /// <summary>Whether it is time to try to remove it.</summary>
    public bool IsDue(string directory)
    {
        lock (_lock)
        {
            return !_all.TryGetValue(directory, out var known) || known.NextTry <= time.GetUtcNow();
        }
    }

    /// <summary>Those of which nothing was said today; they count as told from now on.</summary>
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
