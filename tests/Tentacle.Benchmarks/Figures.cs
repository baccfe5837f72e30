using System.Diagnostics;

namespace Tentacle.Benchmarks;

/// <summary>Figures and how they are printed: one line each, to be pasted into docs/benchmarks.md.</summary>
internal static class Figures
{
    public static void Print(string benchmark, string what, string value) => Console.WriteLine($"| {benchmark} | {what} | {value} |");

    public static string Milliseconds(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        return $"median {At(sorted, 0.5):0.0} ms, p99 {At(sorted, 0.99):0.0} ms, min {sorted[0]:0.0} ms (n={sorted.Length})";
    }

    public static double Median(IEnumerable<double> samples) => At([.. samples.Order()], 0.5);

    public static async Task<double> TimeAsync(Func<Task> act)
    {
        var started = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static double At(double[] sorted, double quantile) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * quantile))];
}
