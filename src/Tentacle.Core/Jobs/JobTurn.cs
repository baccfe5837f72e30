using Tentacle.Contracts;
using Tentacle.Core.Jobs.Isolation;

namespace Tentacle.Core.Jobs;

/// <summary>How a job's waiting for its turn ended.</summary>
internal enum TurnResult
{
    Admitted,
    Canceled,
    IsolationTimedOut,
    DeadlinePassed,
}

/// <summary>Waits until a job may run, and says in its log whom it waits for: at once, and again every ten minutes.</summary>
internal sealed class JobTurn(TimeProvider time)
{
    private static readonly TimeSpan Reminder = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    /// <summary>Waits for the isolation first, then for a place among the running: who holds a place must not wait for a lock.</summary>
    public async Task<TurnResult> WaitAsync(JobEntry entry, IsolationPlace place, RunningLimit limit)
    {
        var request = entry.Record.Request;
        using var timeout = Timer(request.Isolation.TimeoutSeconds > 0 ? TimeSpan.FromSeconds(request.Isolation.TimeoutSeconds) : null);
        using var deadline = Timer(request.Deadline - time.GetUtcNow());
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(entry.CancelRequested, deadline.Token);
        using var isolationEnded = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, timeout.Token);
        try
        {
            await WaitForIsolationAsync(entry, place, isolationEnded.Token);
            await limit.EnterAsync(entry.Ticket, holdsAlready: false, wait => Announce(entry, wait), ended.Token);
            entry.WaitFor(null);
            return TurnResult.Admitted;
        }
        catch (OperationCanceledException)
        {
            return entry.CancelRequested.IsCancellationRequested ? TurnResult.Canceled
                : deadline.IsCancellationRequested ? TurnResult.DeadlinePassed
                : TurnResult.IsolationTimedOut;
        }
    }

    private async Task WaitForIsolationAsync(JobEntry entry, IsolationPlace place, CancellationToken ended)
    {
        ended.ThrowIfCancellationRequested();
        while (place.Wait is { } wait)
        {
            JobFiles.AppendAgentRecord(entry.Folder, time.GetUtcNow(), Describe(wait));
            try
            {
                await place.Admitted.WaitAsync(Reminder, time, ended);
            }
            catch (TimeoutException)
            {
                // Time to say again whom it waits for.
            }
        }
    }

    private void Announce(JobEntry entry, JobWait wait)
    {
        entry.WaitFor(wait);
        JobFiles.AppendAgentRecord(entry.Folder, time.GetUtcNow(), Describe(wait));
    }

    private static string Describe(JobWait wait)
    {
        var holders = string.Join(", ", wait.Holders.Take(10)) + (wait.Holders.Count > 10 ? $" and {wait.Holders.Count - 10} more" : "");
        return $"Waiting for '{wait.Lock}', held by {holders}; number {wait.Position} in the queue. Cancel this job or those to go on.";
    }

    private CancellationTokenSource Timer(TimeSpan? after) => after switch
    {
        null => new CancellationTokenSource(),
        { } past when past <= TimeSpan.Zero => new CancellationTokenSource(TimeSpan.Zero, time),
        // A timer cannot be longer; nobody waits that long without asking again.
        { } span => new CancellationTokenSource(span < LongestTimer ? span : LongestTimer, time),
    };
}
