using Tentacle.Contracts;

namespace Tentacle.Manager.Model.Jobs;

/// <summary>The state of a job, as a sentence.</summary>
public static class JobStatusText
{
    public static string Describe(Job job, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job switch
        {
            { State: JobState.Pending, WaitingFor: { } wait } => $"Waits for {wait.Lock}{Holders(wait)}, {Place(wait.Position)} in the queue.",
            { State: JobState.Pending } => "Starts next.",
            { State: JobState.Running, WaitingFor.Lock: JobWait.Reboot } => $"Waits for the machine to restart after run {job.Runs}, in {job.Shell}, for "
                + $"{From(job)}.",
            { State: JobState.Running, StartedAt: { } started } => $"Running for {StatusText.Duration(now - started)}, in {job.Shell}, for {From(job)}.",
            { State: JobState.Complete } => $"{Ended(job)} {StatusText.Ago(job.CompletedAt ?? now, now)}{Took(job)}, for {From(job)}.{Reason(job)}",
            _ => "",
        };
    }

    private static string Ended(Job job) => job.Outcome switch
    {
        JobOutcome.Succeeded or JobOutcome.Failed => $"Exit code {job.ExitCode},",
        _ => "Ended",
    };

    private static string Took(Job job) =>
        job is { StartedAt: { } started, CompletedAt: { } completed } ? $" after {StatusText.Duration(completed - started)}" : "";

    private static string Reason(Job job) => job.Reason is { Length: > 0 } reason ? $" {reason}" : "";

    private static string From(Job job) => job.SubmittedBy.Contains(':', StringComparison.Ordinal) ? job.SubmittedBy : $"the server {job.SubmittedBy[..8]}";

    private static string Holders(JobWait wait) => wait.Holders.Count == 0 ? "" : $", which {string.Join(", ", wait.Holders)} holds";

    private static string Place(int position) => position switch
    {
        1 => "next",
        2 => "second",
        3 => "third",
        _ => $"{position}th",
    };
}
