using System.Collections.Concurrent;

namespace Tentacle.Soak;

/// <summary>What a run has counted and what it found wrong; written to by all of its loops.</summary>
internal sealed class Findings
{
    private const int MaxKept = 200;
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _failures = new();
    private int _failed;

    /// <summary>How many failures there were; the first 200 are kept in words.</summary>
    public int Failed => Volatile.Read(ref _failed);

    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>What was counted, by name.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Count(string what, long by = 1) => _counts.AddOrUpdate(what, by, (_, before) => before + by);

    /// <summary>Writes a failure down, and to standard error at once: a run of an hour is looked at before its end.</summary>
    public void Fail(string failure)
    {
        if (Interlocked.Increment(ref _failed) <= MaxKept)
        {
            var line = $"{TimeProvider.System.GetUtcNow():HH:mm:ss} {failure}";
            _failures.Enqueue(line);
            Console.Error.WriteLine("FAILURE " + line);
        }
    }

    /// <summary>Fails unless it holds.</summary>
    public bool Check(bool holds, string failure)
    {
        if (!holds)
        {
            Fail(failure);
        }

        return holds;
    }
}
