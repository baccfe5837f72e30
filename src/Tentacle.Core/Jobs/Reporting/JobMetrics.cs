using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Tentacle.Core.Jobs.Reporting;

/// <summary>
/// Metrics of jobs, with the OpenTelemetry names for pipeline runs. Tickets, labels and caller names are not attributes, because their number is unbounded.
/// </summary>
public static class JobMetrics
{
    public const string MeterName = "Tentacle.Jobs";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "cicd.pipeline.run.duration",
        "s",
        "Seconds that jobs waited (pending) and ran (executing).",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600, 14400] });

    private static readonly Counter<long> Errors = Meter.CreateCounter<long>(
        "cicd.pipeline.run.errors",
        "{error}",
        "Jobs that did not end by themselves with 0.");
    private static readonly Counter<long> LogBytes = Meter.CreateCounter<long>("tentacle.job.log.io", "By", "Bytes that the logs of ended jobs have.");

    /// <summary>Records the end of a job.</summary>
    internal static void Count(JobEnd end, long logBytes)
    {
        var name = new KeyValuePair<string, object?>("cicd.pipeline.name", end.Kind);
        var result = new KeyValuePair<string, object?>("cicd.pipeline.result", end.Result);
        Duration.Record(Seconds(end.CreatedAt, end.StartedAt ?? end.CompletedAt), new TagList { name, result, { "cicd.pipeline.run.state", "pending" } });
        if (end.StartedAt is { } at)
        {
            Duration.Record(Seconds(at, end.CompletedAt), new TagList { name, result, { "cicd.pipeline.run.state", "executing" } });
        }

        if (end.Error is not null)
        {
            Errors.Add(1, new TagList { name, { "error.type", end.Error } });
        }

        LogBytes.Add(logBytes);
    }

    // A clock that was set back must not produce a negative duration.
    private static double Seconds(DateTimeOffset from, DateTimeOffset to) => Math.Max(0, (to - from).TotalSeconds);
}
