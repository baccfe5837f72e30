using Tentacle.Client;
using Tentacle.Contracts;

namespace Tentacle.Soak.Jobs;

/// <summary>Holds what the agent says of a job against what was planned and what befell it.</summary>
internal static class JobCheck
{
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(4);

    /// <summary>Waits for the end of an accepted job and checks all about it, unless another loop does so.</summary>
    public static async Task RunAsync(SoakJob job, Findings findings, CancellationToken cancellationToken)
    {
        if (!job.TryEnter(JobStage.Checking, JobStage.Accepted))
        {
            return;
        }

        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(MaxDuration);
            var ended = await job.Agent.Client.WaitAsync(job.Ticket, patience.Token);
            var log = await ReadAsync(job, patience.Token);
            CheckEnd(job, ended, findings);
            CheckLines(job, log, ended, findings);
            findings.Count($"jobs {ended.Outcome}");
        }
        catch (TentacleProblemException e) when (IsForgotten(e) && job.Has(Mishaps.MayBeForgotten))
        {
            findings.Count("jobs forgotten for want of room");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            findings.Fail($"{job} had not ended after {MaxDuration.TotalMinutes:0} min");
        }

        CheckRuns(job, findings);
        job.LetGo();
        job.Enter(JobStage.Checked);
    }

    public static bool IsForgotten(TentacleProblemException e) => e.Is(ProblemTypes.JobNotFound) || e.Is(ProblemTypes.JobForgotten);

    /// <summary>Follows the log to its end while it is written and holds each line against the plan.</summary>
    public static async Task FollowAsync(SoakJob job, Findings findings, CancellationToken cancellationToken)
    {
        try
        {
            var lines = new List<LogRecord>();
            var cursor = 0L;
            await foreach (var entry in job.Agent.OverLine.FollowLogAsync(job.Ticket, cancellationToken: cancellationToken))
            {
                findings.Check(entry.Cursor > cursor, $"{job}: the cursor went from {cursor} to {entry.Cursor}");
                cursor = entry.Cursor;
                lines.Add(entry.Record);
            }

            findings.Count("log records followed", lines.Count);
            CheckLines(job, lines, await job.Agent.Client.GetJobAsync(job.Ticket, cancellationToken), findings);
        }
        catch (TentacleProblemException e) when (IsForgotten(e) && job.Has(Mishaps.MayBeForgotten))
        {
            // It made room for another.
        }
    }

    private static async Task<List<LogRecord>> ReadAsync(SoakJob job, CancellationToken cancellationToken) =>
        await job.Agent.Client.FollowLogAsync(job.Ticket, follow: false, cancellationToken: cancellationToken).Select(e => e.Record)
            .ToListAsync(cancellationToken);

    private static void CheckEnd(SoakJob job, Job ended, Findings findings)
    {
        var asPlanned = (ended.Outcome, ended.ExitCode) == (job.Plan.Outcome, job.Plan.ExitCode);
        findings.Check(
            asPlanned || MayEndSo(job, ended),
            $"{job} ended {ended.Outcome} with {ended.ExitCode} ('{ended.Reason}') instead of {job.Plan.Outcome} with {job.Plan.ExitCode}");
        findings.Check(ended.Runs <= 1, $"{job} says that it ran {ended.Runs} times");
    }

    private static bool MayEndSo(SoakJob job, Job ended) => ended.Outcome switch
    {
        JobOutcome.Canceled => job.Has(Mishaps.Canceled),
        JobOutcome.Lost => job.Has(Mishaps.SupervisorKilled | Mishaps.RecordDamaged),
        JobOutcome.Failed => job.Has(Mishaps.DiskFull),
        _ => false,
    };

    private static void CheckLines(SoakJob job, IReadOnlyList<LogRecord> log, Job ended, Findings findings)
    {
        if (job.Plan.Lines is not { } planned || job.Has(Mishaps.RecordDamaged))
        {
            return;
        }

        var lines = log.Where(r => r.Stream == LogStream.Stdout && !r.Gap).Select(r => r.Text).ToList();
        if (ended.Outcome is JobOutcome.Canceled or JobOutcome.Lost || job.Has(Mishaps.DiskFull))
        {
            var mayHaveHoles = job.Has(Mishaps.DiskFull) && (log.Any(r => r.Gap) || ended.Outcome == JobOutcome.Failed);
            findings.Check(
                mayHaveHoles ? IsPartOf(lines, planned) : lines.SequenceEqual(planned.Take(lines.Count)),
                $"{job} ended {ended.Outcome}, and its {lines.Count} lines are not the first of the {planned.Count} planned ones{Difference(lines, planned)}");
            return;
        }

        findings.Check(lines.SequenceEqual(planned),
            $"{job} ended {ended.Outcome}, and its {lines.Count} lines are not the {planned.Count} planned ones{Difference(lines, planned)}");
    }

    private static void CheckRuns(SoakJob job, Findings findings)
    {
        var runs = job.Runs();
        var mayBeNone = job.Plan.MayNeverStart || job.Mishaps != Mishaps.None;
        findings.Check(runs == 1 || (runs == 0 && mayBeNone), $"{job} ran {runs} times");
    }

    // In order, each at most once: some are missing.
    private static bool IsPartOf(List<string> lines, IReadOnlyList<string> planned)
    {
        var next = 0;
        foreach (var line in planned)
        {
            if (next < lines.Count && lines[next] == line)
            {
                next++;
            }
        }

        return next == lines.Count;
    }

    private static string Difference(List<string> lines, IReadOnlyList<string> planned)
    {
        var same = lines.Zip(planned).TakeWhile(p => p.First == p.Second).Count();
        return $": from line {same + 1} on, '{string.Join(" | ", lines.Skip(same).Take(3))}' instead of '{string.Join(" | ", planned.Skip(same).Take(3))}'";
    }
}
