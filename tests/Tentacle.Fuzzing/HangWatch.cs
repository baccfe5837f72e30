using System.Diagnostics;
using Tentacle.Fuzzing.Engine;

namespace Tentacle.Fuzzing;

/// <summary>Ends the program with the input in the corpus when one input takes as long as no input may.</summary>
internal sealed class HangWatch : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly ITimer _timer;

    public HangWatch(FuzzTarget target, FuzzRun run) => _timer = TimeProvider.System.CreateTimer(_ => Look(target, run), null, Interval, Interval);

    public void Dispose() => _timer.Dispose();

    private static void Look(FuzzTarget target, FuzzRun run)
    {
        var (input, since) = run.Current;
        if (Stopwatch.GetElapsedTime(since) > Longest)
        {
            Console.Error.WriteLine($"HANG in {target.Name}, kept as {Corpus.Add(target, input)}");
            Environment.Exit(3);
        }
    }
}
