using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Isolation;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Core.Platform;
using Tentacle.Core.Platform.Processes;
using Tentacle.Core.Platform.Storage;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>Brings one job after the other to its end: waits its turn, has it launched, watches its supervisor, concludes.</summary>
internal sealed partial class JobRunner(JobLaunch launch, JobTurn turn, JobConclusion conclusion, TimeProvider time, ILogger<JobRunner> logger)
{
    // A supervisor that ends before it has marked a start has started nothing: the job may be tried again.
    private const int MostTries = 3;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(40);

    // A thousand jobs at once are a thousand processes to start: a few at a time get there sooner, and leave the machine to others.
    private readonly RunningLimit _starting = new(Math.Max(4, 2 * Environment.ProcessorCount));

    /// <summary>Takes the job's place in the queue before it returns; the rest goes on by itself.</summary>
    public void Begin(JobEntry entry) => _ = RunAsync(entry, turn.Enter(entry));

    private async Task RunAsync(JobEntry entry, IsolationPlace place)
    {
        using (place)
        {
            try
            {
                await RunInTurnAsync(entry, place);
            }
            catch (JobLaunchException e)
            {
                conclusion.Conclude(entry, JobOutcome.Failed, e.ExitCode, e.Message);
            }
#pragma warning disable CA1031 // The root of a task: what nobody foresaw ends this job and no other.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogJobBroke(entry.Ticket, e);
                conclusion.Conclude(entry, JobOutcome.Failed, ScriptExitCodes.Fatal, $"The agent could not go on with this job: {e.Message}");
            }
            finally
            {
                turn.Leave(entry);
            }
        }
    }

    private async Task RunInTurnAsync(JobEntry entry, IsolationPlace place)
    {
        if (entry.Started is not null)
        {
            // It was admitted before the agent went down, and holds its lock already.
            await turn.HoldAsync(entry);
        }
        else if (await IsItsTurnAsync(entry, place))
        {
            FaultPoint.Reach("job-admitted");
            await LaunchAsync(entry, run: 1);
        }
        else
        {
            return;
        }

        await WatchAsync(entry);
    }

    private async Task<bool> IsItsTurnAsync(JobEntry entry, IsolationPlace place)
    {
        switch (await turn.WaitAsync(entry, place))
        {
            case TurnResult.Canceled:
                conclusion.Conclude(entry, JobOutcome.Canceled, ScriptExitCodes.Canceled, "Canceled before it started.");
                return false;
            case TurnResult.IsolationTimedOut:
                conclusion.Conclude(entry, JobOutcome.TimedOut, ScriptExitCodes.TimedOut, $"Waited {entry.Record.Request.Isolation.TimeoutSeconds} s for '{place.Name}', the most that isolation.timeoutSeconds allows.");
                return false;
            case TurnResult.DeadlinePassed:
                conclusion.Conclude(entry, JobOutcome.TimedOut, ScriptExitCodes.TimedOut, "The deadline passed before it started.");
                return false;
            default:
                return true;
        }
    }

    /// <summary>Starts a run and listens to its supervisor until that has nothing more to say.</summary>
    private async Task LaunchAsync(JobEntry entry, int run)
    {
        for (var tries = 1; ; tries++)
        {
            using var supervisor = await StartAsync(entry, run);
            while (await supervisor.Output.ReadLineAsync(CancellationToken.None) is not (null or SupervisorNews.Complete))
            {
            }

            // A complete job has its state on disk before the news; otherwise the supervisor's end is what to wait for.
            if (JobFiles.ReadState(entry.Folder) is not null)
            {
                return;
            }

            var code = await supervisor.WaitForExitAsync(CancellationToken.None);
            if (MarkStarted(entry, run))
            {
                return;
            }

            ThrowIfHopeless(entry, code, tries);
        }
    }

    private async Task<PipedProcess> StartAsync(JobEntry entry, int run)
    {
        await _starting.EnterAsync(entry.Ticket, holdsAlready: false, _ => { }, CancellationToken.None);
        try
        {
            var supervisor = await launch.StartAsync(entry, run, CancellationToken.None);
            FaultPoint.Reach("job-launched");
            await supervisor.Output.ReadLineAsync(CancellationToken.None);
            MarkStarted(entry, run);
            return supervisor;
        }
        finally
        {
            _starting.Leave(entry.Ticket);
        }
    }

    private static void ThrowIfHopeless(JobEntry entry, int code, int tries)
    {
        if (code == SupervisorExitCodes.CannotStart)
        {
            throw new JobLaunchException($"'{entry.Folder.Directory}' cannot be written; it has {DiskSpace.FreeBytes(entry.Folder.Directory)} bytes free. Nothing was started. Free some space and submit the job under another ticket.") { ExitCode = ScriptExitCodes.Fatal };
        }

        if (tries == MostTries)
        {
            throw new JobLaunchException($"The supervisor ended with code {code} before it started the script, {tries} times. Look into the agent's log, and reinstall the Tentacle.");
        }
    }

    private async Task WatchAsync(JobEntry entry)
    {
        while (true)
        {
            if (await AwaitSupervisorAsync(entry) is { } result)
            {
                conclusion.Complete(entry, result);
                return;
            }

            if (JobFiles.ReadResume(entry.Folder) is not { } resume || resume.Run != entry.Started!.Run)
            {
                conclusion.ConcludeLost(entry);
                return;
            }

            if (!await IsRestartedAsync(entry, resume))
            {
                return;
            }

            await LaunchAsync(entry, resume.Run + 1);
        }
    }

    private async Task<StateRecord?> AwaitSupervisorAsync(JobEntry entry)
    {
        StateRecord? result;
        while ((result = JobFiles.ReadState(entry.Folder)) is null && entry.Started!.Supervisor.IsAlive())
        {
            await Task.Delay(LookInterval, time, CancellationToken.None);
        }

        // It may have written its last record between the two looks.
        return result ?? JobFiles.ReadState(entry.Folder);
    }

    /// <summary>True when the machine was restarted since the script asked for it. This agent will not see that happen itself: it waits for what ends the job.</summary>
    private async Task<bool> IsRestartedAsync(JobEntry entry, ResumeRecord resume)
    {
        var untilDeadline = entry.Record.Request.Deadline - time.GetUtcNow();
        if (resume.BootId != ProcessIdentity.Boot && !entry.CancelRequested.IsCancellationRequested && !(untilDeadline <= TimeSpan.Zero))
        {
            return true;
        }

        using var deadline = new CancellationTokenSource(
            untilDeadline is not { } left || left > LongestDelay ? Timeout.InfiniteTimeSpan : left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(entry.CancelRequested, deadline.Token);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, ended.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        if (entry.CancelRequested.IsCancellationRequested)
        {
            conclusion.Conclude(entry, JobOutcome.Canceled, ScriptExitCodes.Canceled, "Canceled while it waited for the machine to restart.");
        }
        else
        {
            conclusion.Conclude(entry, JobOutcome.TimedOut, ScriptExitCodes.TimedOut, "The deadline passed while it waited for the machine to restart.");
        }

        return false;
    }

    private bool MarkStarted(JobEntry entry, int run)
    {
        if (entry.Started?.Run >= run)
        {
            return true;
        }

        if (JobFiles.ReadStarted(entry.Folder) is not { } started || started.Run < run)
        {
            return false;
        }

        entry.MarkStarted(started);
        LogJobStarted(entry.Ticket, started.Supervisor.Pid);
        return true;
    }

    [LoggerMessage(1001, LogLevel.Information, "Job {Ticket} started, watched by process {Pid}")]
    private partial void LogJobStarted(JobTicket ticket, int pid);

    [LoggerMessage(1003, LogLevel.Error, "Job {Ticket} could not go on")]
    private partial void LogJobBroke(JobTicket ticket, Exception exception);
}
