using System.Diagnostics;

namespace Tentacle.Fuzzing.Engine;

/// <summary>Many inputs for one target: those whose outcome was not seen before become seeds of others.</summary>
internal sealed class FuzzRun(FuzzTarget target, int seed)
{
    private const int MaxSeeds = 400;
    private readonly Random _random = new(seed);
    private readonly List<byte[]> _seeds = [.. target.Seeds];
    private readonly HashSet<string> _outcomes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FuzzFailure> _failures = new(StringComparer.Ordinal);

    /// <summary>One per cause.</summary>
    public IReadOnlyCollection<FuzzFailure> Failures => _failures.Values;

    /// <summary>How many kinds of outcome there were.</summary>
    public int Outcomes => _outcomes.Count;

    public TimeSpan Slowest { get; private set; }

    public long MostAllocated { get; private set; }

    /// <summary>The input that is being tried, and since when: for those who look whether it hangs.</summary>
    public (byte[] Input, long Since) Current { get; private set; } = ([], Stopwatch.GetTimestamp());

    /// <summary>Tries the seeds, and then so many inputs made of them.</summary>
    public void Run(long inputs, CancellationToken cancellationToken)
    {
        var mutator = new Mutator(_random, target.Words, target.LongestInput);
        foreach (var input in target.Seeds)
        {
            Try(input);
        }

        for (var i = 0L; i < inputs && !cancellationToken.IsCancellationRequested; i++)
        {
            var mutated = mutator.Mutate(_seeds[_random.Next(_seeds.Count)], _seeds[_random.Next(_seeds.Count)]);
            Try(target.Prepare(mutated, _random));
        }
    }

    private void Try(byte[] input)
    {
        Current = (input, Stopwatch.GetTimestamp());
        var verdict = Verdict.Of(target, input);
        if (verdict.Failure is not null)
        {
            Keep(input, verdict);
            return;
        }

        Slowest = verdict.Took > Slowest ? verdict.Took : Slowest;
        MostAllocated = Math.Max(MostAllocated, verdict.Allocated);
        if (_seeds.Count < MaxSeeds && _outcomes.Add(verdict.Outcome))
        {
            _seeds.Add(input);
        }
    }

    private void Keep(byte[] input, Verdict verdict)
    {
        if (_failures.TryGetValue(verdict.Signature, out var known))
        {
            known.Times++;
            return;
        }

        _failures.Add(verdict.Signature, new FuzzFailure(Minimizer.Minimize(target, input, verdict.Signature), verdict.Failure!, verdict.Signature));
    }
}

/// <summary>A cause of failures, with the smallest input that has it.</summary>
internal sealed record FuzzFailure(byte[] Input, string Failure, string Signature)
{
    public long Times { get; set; } = 1;
}
