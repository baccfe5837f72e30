using System.Globalization;

namespace Tentacle.Soak;

/// <summary>What a run prints at its end.</summary>
internal static class Report
{
    /// <returns>Whether nothing was wrong.</returns>
    public static bool Print(SoakOptions options, Findings findings, Action<string> print)
    {
        foreach (var (what, count) in findings.Counts.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            print(string.Create(CultureInfo.InvariantCulture, $"  {what,-45} {count,15:N0}"));
        }

        foreach (var failure in findings.Failures)
        {
            print("FAILED " + failure);
        }

        print(findings.Failed == 0
            ? "soak passed"
            : string.Create(CultureInfo.InvariantCulture,
                $"soak failed: {findings.Failed} failures. Again: dotnet run -c Release --project tests/Tentacle.Soak -- --minutes {options.Duration.TotalMinutes:0.##} --seed {options.Seed}{(options.Native ? " --native" : "")}{(options.Damages ? " --damage" : "")}"));
        return findings.Failed == 0;
    }
}
