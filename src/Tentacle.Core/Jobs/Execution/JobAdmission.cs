using Tentacle.Contracts;
using Tentacle.Core.Jobs.Isolation;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Instances.Settings;
using Tentacle.Jobs.Format;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>The result of a job's wait for admission.</summary>
internal enum AdmissionResult
{
    Admitted,
    Canceled,
    IsolationTimedOut,
    DeadlinePassed,
}

/// <summary>
/// Admits jobs. A job waits for its isolation, for the running limit and for the end of a drain. Its log names the jobs that it waits for, immediately and, for
/// the isolation, again every ten minutes.
/// </summary>
internal sealed class JobAdmission
{
    private static readonly TimeSpan Reminder = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan MaxTimer = TimeSpan.FromDays(40);
    private readonly IsolationGate _gate = new();
    private readonly RunningLimit _limit;
    private readonly JobDrain _drain;
    private readonly TimeProvider _time;

    /// <summary>Creates an admission whose limit follows the settings. Jobs that wait for the old limit are checked again when it changes.</summary>
    public JobAdmission(JobDrain drain, LiveSettings settings, TimeProvider time)
    {
        (_drain, _time) = (drain, time);
        _limit = new RunningLimit(settings.Current.Jobs.MaxRunning);
        settings.Changed += (_, _) => _limit.Change(settings.Current.Jobs.MaxRunning);
    }

    /// <summary>The wait of a job that entered now. Null when it would run immediately.</summary>
    public JobWait? Preview(JobIsolation isolation) =>
        _gate.Preview(isolation.Name, isolation.Level) ?? _limit.Preview() ?? (_drain.IsDraining ? JobDrain.Wait : null);

    /// <summary>Enters the job into the queue of its isolation. Disposing the place releases it.</summary>
    public IsolationPlace Enter(JobEntry entry)
    {
        var isolation = entry.Record.Request.Isolation;
        var place = _gate.Enter(isolation.Name, isolation.Level, entry.Ticket);
        entry.WaitAt(place);
        return place;
    }

    /// <summary>Counts a job that was running before a restart as running, even beyond the limit.</summary>
    public void Hold(JobEntry entry) => _limit.Hold(entry.Ticket);

    /// <summary>Removes a job that has ended, or will not run, from the running jobs.</summary>
    public void Leave(JobEntry entry) => _limit.Leave(entry.Ticket);

    /// <summary>
    /// Waits for the isolation first, then for the running limit, because a job that counts as running must not wait for a lock. Waits for the end of a drain
    /// last.
    /// </summary>
    public async Task<AdmissionResult> WaitAsync(JobEntry entry, IsolationPlace place)
    {
        var request = entry.Record.Request;
        using var timeout = Timer(request.Isolation.TimeoutSeconds > 0 ? TimeSpan.FromSeconds(request.Isolation.TimeoutSeconds) : null);
        using var deadline = Timer(request.Deadline - _time.GetUtcNow());
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(entry.CancelRequested, deadline.Token);
        using var isolationEnded = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, timeout.Token);
        try
        {
            await WaitForIsolationAsync(entry, place, isolationEnded.Token);
            await _limit.EnterAsync(entry.Ticket, ended.Token, wait => Announce(entry, wait));
            await WaitForDrainAsync(entry, ended.Token);
            ended.Token.ThrowIfCancellationRequested();
            entry.WaitFor(null);
            return AdmissionResult.Admitted;
        }
        catch (OperationCanceledException)
        {
            return entry.CancelRequested.IsCancellationRequested ? AdmissionResult.Canceled
                : deadline.IsCancellationRequested ? AdmissionResult.DeadlinePassed
                : AdmissionResult.IsolationTimedOut;
        }
    }

    private async Task WaitForIsolationAsync(JobEntry entry, IsolationPlace place, CancellationToken ended)
    {
        ended.ThrowIfCancellationRequested();
        while (place.Wait is { } wait)
        {
            JobFiles.AppendAgentRecord(entry.Folder, _time.GetUtcNow(), Describe(wait));
            try
            {
                await place.Admitted.WaitAsync(Reminder, _time, ended);
            }
            catch (TimeoutException)
            {
                // The next pass logs the reminder.
            }
        }
    }

    private async Task WaitForDrainAsync(JobEntry entry, CancellationToken ended)
    {
        // Set before the last check of the _drain. A concurrent drain then either counts this job as running or holds it back.
        entry.IsLaunching = true;
        while (_drain.Completion is { } drained)
        {
            entry.IsLaunching = false;
            entry.WaitFor(JobDrain.Wait);
            JobFiles.AppendAgentRecord(
                entry.Folder, _time.GetUtcNow(), "Waiting: the agent is draining and starts no jobs. End the drain, or cancel this job.");
            await drained.WaitAsync(ended);
            entry.IsLaunching = true;
        }
    }

    private void Announce(JobEntry entry, JobWait wait)
    {
        entry.WaitFor(wait);
        JobFiles.AppendAgentRecord(entry.Folder, _time.GetUtcNow(), Describe(wait));
    }

    private static string Describe(JobWait wait)
    {
        var holders = string.Join(", ", wait.Holders.Take(10)) + (wait.Holders.Count > 10 ? $" and {wait.Holders.Count - 10} more" : "");
        return $"Waiting for '{wait.Lock}', held by {holders}; number {wait.Position} in the queue. Cancel this job or those to go on.";
    }

    private CancellationTokenSource Timer(TimeSpan? after) => after switch
    {
        null => new CancellationTokenSource(),
        { } past when past <= TimeSpan.Zero => new CancellationTokenSource(TimeSpan.Zero, _time),
        // A longer timer is not supported. The supervisor checks the deadline again.
        { } span => new CancellationTokenSource(span < MaxTimer ? span : Timeout.InfiniteTimeSpan, _time),
    };
}
