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

    public async Task<TurnResult> WaitAsync(JobEntry entry, IsolationPlace place)
    {
        var request = entry.Record.Request;
        using var timeout = Timer(request.Isolation.TimeoutSeconds > 0 ? TimeSpan.FromSeconds(request.Isolation.TimeoutSeconds) : null);
        using var deadline = Timer(request.Deadline - time.GetUtcNow());
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(entry.CancelRequested, timeout.Token, deadline.Token);

        while (!ended.IsCancellationRequested)
        {
            if (place.Wait is { } wait)
            {
                JobFiles.AppendAgentRecord(entry.Folder, time.GetUtcNow(), Describe(wait));
            }

            try
            {
                await place.Admitted.WaitAsync(Reminder, time, ended.Token);
                break;
            }
            catch (TimeoutException)
            {
                // Time to say again whom it waits for.
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                break;
            }
        }

        return entry.CancelRequested.IsCancellationRequested ? TurnResult.Canceled
            : deadline.IsCancellationRequested ? TurnResult.DeadlinePassed
            : place.Admitted.IsCompleted ? TurnResult.Admitted
            : TurnResult.IsolationTimedOut;
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
