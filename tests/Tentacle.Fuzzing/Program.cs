using System.Diagnostics;
using System.Globalization;
using Tentacle.Fuzzing;
using Tentacle.Fuzzing.Engine;
using Tentacle.Fuzzing.Targets;

// Tries what strangers, trusted peers and damaged disks may send to every reader: see docs/testing.md.
using var bench = new FuzzBench();
var all = AllTargets.On(bench);
if (FuzzOptions.Parse(args, [.. all.Select(t => t.Name)], out var error) is not { } options)
{
    Console.Error.WriteLine(error);
    Console.Error.WriteLine(FuzzOptions.Usage);
    return 2;
}

Console.WriteLine($"seed {options.Seed}");
Console.WriteLine("| target | inputs | seconds | inputs/s | kinds of outcome | slowest | most allocated | found |");
Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|");
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
var failed = 0;
foreach (var target in all.Where(t => options.Targets.Count == 0 || options.Targets.Contains(t.Name)).TakeWhile(_ => !stop.IsCancellationRequested))
{
    failed += Fuzz(target);
}

return failed == 0 ? 0 : 1;

int Fuzz(FuzzTarget target)
{
    var run = new FuzzRun(target, options.Seed);
    using var watch = new HangWatch(target, run);
    var started = Stopwatch.GetTimestamp();
    run.Run(options.Inputs, stop.Token);
    var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {target.Name} | {options.Inputs:N0} | {seconds:0.0} | {options.Inputs / seconds:N0} | {run.Outcomes} | {run.Slowest.TotalMilliseconds:0.0} ms | {run.MostAllocated >> 10:N0} KiB | {run.Failures.Count} |"));
    foreach (var failure in run.Failures)
    {
        Console.Error.WriteLine($"FOUND in {target.Name}, {failure.Times} times, kept as {Corpus.Add(target, failure.Input)}: {failure.Failure}");
    }

    return run.Failures.Count;
}
