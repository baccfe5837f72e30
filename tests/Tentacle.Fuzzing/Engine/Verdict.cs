using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Tentacle.Fuzzing.Engine;

/// <summary>What came of one input.</summary>
/// <param name="Outcome">In a word, from the target.</param>
/// <param name="Failure">Why that is wrong; null when it is not.</param>
/// <param name="Signature">The same for failures of one cause.</param>
internal sealed partial record Verdict(string Outcome, string? Failure = null, string Signature = "")
{
    private const int MaxFrames = 6;

    public TimeSpan Took { get; private init; }

    public long Allocated { get; private init; }

    /// <summary>Runs one input and holds it against the target's bounds.</summary>
    public static Verdict Of(FuzzTarget target, byte[] input)
    {
        var first = Once(target, input);

        // A pause of the machine is not a slow reader, and what is made once is not made for each input.
        return first.Signature is Slow or Greedy ? Once(target, input) : first;
    }

    private const string Slow = "slow";
    private const string Greedy = "greedy";

    private static Verdict Once(FuzzTarget target, byte[] input)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        string outcome;
        try
        {
            outcome = target.Run(input);
        }
        catch (Exception e)
        {
            return new Verdict("failed", e.ToString(), SignatureOf(e));
        }

        var took = Stopwatch.GetElapsedTime(started);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var verdict = new Verdict(outcome) { Took = took, Allocated = allocated };
        return took > target.Longest ? verdict with { Failure = $"It took {took.TotalSeconds:0.0} s.", Signature = Slow }
            : allocated > target.Allocation + (target.AllocationPerByte * input.Length) ? verdict with { Failure = TooMuch(allocated, input), Signature = Greedy }
            : verdict;
    }

    private static string TooMuch(long bytes, byte[] input) => $"It allocated {bytes} bytes for {input.Length}.";

    private static string SignatureOf(Exception e) =>
        e.GetType().Name + string.Concat((e.StackTrace ?? "").Split('\n').Take(MaxFrames).Select(l => Method().Match(l).Groups[1].Value)
            .Where(m => m.Length > 0).Take(3).Select(m => " < " + m));

    [GeneratedRegex(@"at (?:[\w.`<>+]*\.)?(\w+\.[\w.<>|]+)\(")]
    private static partial Regex Method();
}
