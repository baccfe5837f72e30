using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Records;

namespace Tentacle.Core.Jobs;

/// <summary>What jobs count, by the names that OpenTelemetry has for runs of pipelines. No ticket, label or name of a caller is an attribute: those have no bound.</summary>
public static class JobMetrics
{
    public const string MeterName = "Tentacle.Jobs";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "cicd.pipeline.run.duration",
        "s",
        "Seconds that jobs waited (pending) and ran (executing).",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600, 14400] });

    private static readonly Counter<long> Errors = Meter.CreateCounter<long>("cicd.pipeline.run.errors", "{error}", "Jobs that did not end by themselves with 0.");
    private static readonly Counter<long> LogBytes = Meter.CreateCounter<long>("tentacle.job.log.io", "By", "Bytes that the logs of ended jobs have.");

    /// <summary>A job has ended.</summary>
    internal static void Count(JobEntry entry, StateRecord end)
    {
        var name = new KeyValuePair<string, object?>("cicd.pipeline.name", entry.DeploysPackage ? "package" : "script");
        var result = new KeyValuePair<string, object?>("cicd.pipeline.result", ResultOf(end.Outcome));
        var started = end.StartedAt ?? entry.Started?.At;
        Duration.Record(Seconds(entry.Record.CreatedAt, started ?? end.CompletedAt), new TagList { name, result, { "cicd.pipeline.run.state", "pending" } });
        if (started is { } at)
        {
            Duration.Record(Seconds(at, end.CompletedAt), new TagList { name, result, { "cicd.pipeline.run.state", "executing" } });
        }

        if (end.Outcome != JobOutcome.Succeeded)
        {
            Errors.Add(1, new TagList { name, { "error.type", ErrorOf(end) } });
        }

        LogBytes.Add(File.Exists(entry.Folder.Log) ? new FileInfo(entry.Folder.Log).Length : 0);
    }

    private static string ResultOf(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Succeeded => "success",
        JobOutcome.Failed => "failure",
        JobOutcome.Canceled => "cancellation",
        JobOutcome.TimedOut => "timeout",
        _ => "error",
    };

    private static string ErrorOf(StateRecord end) => end switch
    {
        { ExitCode: ScriptExitCodes.Abandoned } => "abandoned",
        { ExitCode: ScriptExitCodes.Fatal } => "fatal",
        { ExitCode: ScriptExitCodes.ShellNotStarted or ScriptExitCodes.PowerShellNeverStarted } => "not_started",
        { Outcome: JobOutcome.Lost } => "lost",
        { Outcome: JobOutcome.Canceled } => "canceled",
        { Outcome: JobOutcome.TimedOut } => "timed_out",
        _ => "exit_code",
    };

    // A clock that was set back must not make a negative duration.
    private static double Seconds(DateTimeOffset from, DateTimeOffset to) => Math.Max(0, (to - from).TotalSeconds);
}
