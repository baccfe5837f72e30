using Tentacle.Fuzzing.Engine;

namespace Tentacle.Fuzzing;

/// <summary>Ends the program with the input in the corpus when one input takes as long as no input may.</summary>
internal sealed class HangWatch : IDisposable
{
    // Looks, not a clock: a program that was suspended has not hung.
    private const int MaxChecks = 12;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly ITimer _timer;
    private long _since;
    private int _looks;

    public HangWatch(FuzzTarget target, FuzzRun run) => _timer = TimeProvider.System.CreateTimer(_ => Inspect(target, run), null, Interval, Interval);

    public void Dispose() => _timer.Dispose();

    private void Inspect(FuzzTarget target, FuzzRun run)
    {
        var (input, since) = run.Current;
        _looks = since == _since ? _looks + 1 : 0;
        _since = since;
        if (_looks == MaxChecks)
        {
            Console.Error.WriteLine($"HANG in {target.Name}, kept as {Corpus.Add(target, input)}");
            Environment.Exit(3);
        }
    }
}
