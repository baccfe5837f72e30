using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Isolation;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Platform;

namespace Tentacle.Core.Jobs;

/// <summary>Brings one job after the other to its end: waits its turn, has it launched, watches its supervisor, concludes.</summary>
internal sealed partial class JobRunner(JobLaunch launch, JobSite site, JobOptions options, TimeProvider time, ILogger<JobRunner> logger)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);
    private readonly IsolationGate _gate = new();
    private readonly RunningLimit _limit = new(options.MaxRunning);
    private readonly JobTurn _turn = new(time);

    /// <summary>How many may run at once from now on; those that run already go on.</summary>
    public void ChangeLimit(int? most) => _limit.Change(most);

    /// <summary>What a job entering now would wait for.</summary>
    public JobWait? Preview(JobIsolation isolation) => _gate.Preview(isolation.Name, isolation.Level);

    /// <summary>Takes the job's place in the queue before it returns; the rest goes on by itself.</summary>
    public void Begin(JobEntry entry)
    {
        var isolation = entry.Record.Request.Isolation;
        var place = _gate.Enter(isolation.Name, isolation.Level, entry.Ticket);
        entry.WaitAt(place);
        _ = RunAsync(entry, place);
    }

    private async Task RunAsync(JobEntry entry, IsolationPlace place)
    {
        using (place)
        {
            try
            {
                if (entry.Started is not null)
                {
                    // It was admitted before the agent went down, and holds its lock already.
                    await _limit.EnterAsync(entry.Ticket, holdsAlready: true, _ => { }, CancellationToken.None);
                    await WatchAsync(entry);
                }
                else if (await IsItsTurnAsync(entry, place))
                {
                    await LaunchAsync(entry);
                }
            }
            catch (Exception e) when (e is JobLaunchException)
            {
                Conclude(entry, JobOutcome.Failed, ScriptExitCodes.ShellNotStarted, e.Message);
            }
#pragma warning disable CA1031 // The root of a task: what nobody foresaw ends this job and no other.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogJobBroke(entry.Ticket, e);
                Conclude(entry, JobOutcome.Failed, ScriptExitCodes.Fatal, $"The agent could not go on with this job: {e.Message}");
            }
            finally
            {
                _limit.Leave(entry.Ticket);
            }
        }
    }

    private async Task<bool> IsItsTurnAsync(JobEntry entry, IsolationPlace place)
    {
        switch (await _turn.WaitAsync(entry, place, _limit))
        {
            case TurnResult.Canceled:
                Conclude(entry, JobOutcome.Canceled, ScriptExitCodes.Canceled, "Canceled before it started.");
                return false;
            case TurnResult.IsolationTimedOut:
                Conclude(entry, JobOutcome.TimedOut, ScriptExitCodes.TimedOut, $"Waited {entry.Record.Request.Isolation.TimeoutSeconds} s for '{place.Name}', the most that isolation.timeoutSeconds allows.");
                return false;
            case TurnResult.DeadlinePassed:
                Conclude(entry, JobOutcome.TimedOut, ScriptExitCodes.TimedOut, "The deadline passed before it started.");
                return false;
            default:
                return true;
        }
    }

    private async Task LaunchAsync(JobEntry entry)
    {
        using var supervisor = await launch.StartAsync(entry, CancellationToken.None);
        while (await supervisor.Output.ReadLineAsync(CancellationToken.None) is { } news and not SupervisorNews.Complete)
        {
            if (news == SupervisorNews.Started)
            {
                MarkStarted(entry);
            }
        }

        await WatchAsync(entry, supervisor);
    }

    private async Task WatchAsync(JobEntry entry, PipedProcess? supervisor = null)
    {
        // A complete job has its state on disk before the news; otherwise the supervisor's end is what to wait for.
        if (supervisor is not null && JobFiles.ReadState(entry.Folder) is null)
        {
            var code = await supervisor.WaitForExitAsync(CancellationToken.None);
            if (entry.Started is null && !MarkStarted(entry) && JobFiles.ReadState(entry.Folder) is null)
            {
                throw new JobLaunchException($"The supervisor ended with code {code} before it started the script.");
            }
        }

        StateRecord? result;
        while ((result = JobFiles.ReadState(entry.Folder)) is null && entry.Started!.Supervisor.IsAlive())
        {
            await Task.Delay(LookInterval, time, CancellationToken.None);
        }

        // It may have written its last record between the two looks.
        result ??= JobFiles.ReadState(entry.Folder);
        if (result is null)
        {
            ConcludeLost(entry);
            return;
        }

        entry.MarkComplete(result);
        LogJobEnded(entry.Ticket, result.Outcome, result.ExitCode);
    }

    private bool MarkStarted(JobEntry entry)
    {
        if (JobFiles.ReadStarted(entry.Folder) is not { } started)
        {
            return false;
        }

        entry.MarkStarted(started);
        LogJobStarted(entry.Ticket, started.Supervisor.Pid);
        return true;
    }

    private void ConcludeLost(JobEntry entry)
    {
        var supervisor = entry.Started!.Supervisor;
        ProcessTree.EndJob(entry.Ticket.Value, site.HomeDirectory);
        var lastLog = File.Exists(entry.Folder.Log) ? $"{File.GetLastWriteTimeUtc(entry.Folder.Log):yyyy-MM-dd'T'HH:mm:ss.fff'Z'}" : "never";
        var cause = supervisor.BootId == ProcessIdentity.Boot ? "the process that watched it is gone" : "the machine was restarted";
        Conclude(
            entry,
            JobOutcome.Lost,
            ScriptExitCodes.Lost,
            $"It had started and its result is lost: {cause} (pid {supervisor.Pid}, boot {supervisor.BootId}, last log {lastLog}). What it did until then stays done; look before you run it again.");
    }

    private void Conclude(JobEntry entry, JobOutcome outcome, int exitCode, string reason)
    {
        var now = time.GetUtcNow();
        var result = new StateRecord { Outcome = outcome, ExitCode = exitCode, Reason = reason, StartedAt = entry.Started?.At, CompletedAt = now, Runs = entry.Started?.Run ?? 0 };
        try
        {
            JobFiles.AppendAgentRecord(entry.Folder, now, reason);
            JobFiles.WriteState(entry.Folder, result);
            File.Delete(entry.Folder.Secrets);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The caller still learns the outcome; after a restart it would be found out again.
            LogStateNotWritten(entry.Ticket, e);
        }

        entry.MarkComplete(result);
        LogJobEnded(entry.Ticket, outcome, exitCode);
    }

    [LoggerMessage(1001, LogLevel.Information, "Job {Ticket} started, watched by process {Pid}")]
    private partial void LogJobStarted(JobTicket ticket, int pid);

    [LoggerMessage(1002, LogLevel.Information, "Job {Ticket} ended: {Outcome}, exit code {ExitCode}")]
    private partial void LogJobEnded(JobTicket ticket, JobOutcome outcome, int exitCode);

    [LoggerMessage(1003, LogLevel.Error, "Job {Ticket} could not go on")]
    private partial void LogJobBroke(JobTicket ticket, Exception exception);

    [LoggerMessage(1004, LogLevel.Error, "The end of job {Ticket} could not be written to disk")]
    private partial void LogStateNotWritten(JobTicket ticket, Exception exception);
}
