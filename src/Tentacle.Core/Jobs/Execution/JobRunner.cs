using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Isolation;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Jobs.Format;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform;
using Tentacle.Platform.Processes;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>Runs each job to its end: waits for admission, launches the supervisor, watches it, and concludes the job.</summary>
internal sealed partial class JobRunner(JobLaunch launch, JobAdmission admission, JobRunner.Ends ends, TimeProvider time, ILogger<JobRunner> logger)
{
    // A supervisor that ends before it has marked the start has started nothing, so the launch may be retried.
    private const int MaxTries = 3;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromDays(40);

    // A thousand jobs can be admitted at the same time. Starting only a few processes concurrently is faster and leaves capacity for other programs.
    private readonly RunningLimit _starting = new(Math.Max(4, 2 * Environment.ProcessorCount));

    /// <summary>Enters the job into the queue before it returns, then runs it in the background.</summary>
    public void Begin(JobEntry entry) => _ = RunAsync(entry, admission.Enter(entry));

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
                ends.Conclusion.Conclude(entry, JobOutcome.Failed, e.ExitCode, e.Message);
            }
#pragma warning disable CA1031 // The root of a task: what nobody foresaw ends this job and no other.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogJobBroke(entry.Ticket, e);
                ends.Conclusion.Conclude(entry, JobOutcome.Failed, ScriptExitCodes.Fatal, $"The agent could not go on with this job: {e.Message}");
            }
            finally
            {
                admission.Leave(entry);
            }
        }
    }

    private async Task RunInTurnAsync(JobEntry entry, IsolationPlace place)
    {
        if (entry.Started is not null)
        {
            // The job was admitted before the agent stopped, and already holds its lock.
            admission.Hold(entry);
        }
        else if (await AwaitTurnOrConcludeAsync(entry, place))
        {
            FaultPoint.Reach("job-admitted");
        }
        else
        {
            return;
        }

        using var ended = new CancellationTokenSource();
        var watch = ends.Stalled.WatchAsync(entry, ended.Token);
        try
        {
            await RunToEndAsync(entry);
        }
        finally
        {
            await ended.CancelAsync();
            await watch;
        }
    }

    private async Task RunToEndAsync(JobEntry entry)
    {
        if (entry.Started is null && !await LaunchAsync(entry, run: 1))
        {
            return;
        }

        await WatchAsync(entry);
    }

    private async Task<bool> AwaitTurnOrConcludeAsync(JobEntry entry, IsolationPlace place)
    {
        switch (await admission.WaitAsync(entry, place))
        {
            case AdmissionResult.Canceled:
                ends.Conclusion.Conclude(entry, JobOutcome.Canceled, ScriptExitCodes.Canceled, "Canceled before it started.");
                return false;
            case AdmissionResult.IsolationTimedOut:
                ends.Conclusion.Conclude(
                    entry,
                    JobOutcome.TimedOut,
                    ScriptExitCodes.TimedOut,
                    $"Waited {entry.Record.Request.Isolation.TimeoutSeconds} s for '{place.Name}', the most that isolation.timeoutSeconds allows.");
                return false;
            case AdmissionResult.DeadlinePassed:
                ends.Conclusion.Conclude(entry, JobOutcome.TimedOut, ScriptExitCodes.TimedOut, "The deadline passed before it started.");
                return false;
            default:
                return true;
        }
    }

    /// <summary>Starts a run and reads the supervisor's events until the last one. False when the job was ended before its start.</summary>
    private async Task<bool> LaunchAsync(JobEntry entry, int run)
    {
        for (var tries = 1; ; tries++)
        {
            using var supervisor = await StartAsync(entry, run);
            while (await supervisor.Output.ReadLineAsync(CancellationToken.None) is not (null or SupervisorEvents.Complete))
            {
            }

            // The supervisor writes the state to disk before it publishes the completion. Without a state, the supervisor's exit has to be awaited.
            if (JobFiles.ReadState(entry.Folder) is not null)
            {
                return true;
            }

            var code = await supervisor.WaitForExitAsync(CancellationToken.None);
            if (MarkStarted(entry, run))
            {
                return true;
            }

            if (entry.Takeover is not null)
            {
                ends.Conclusion.ConcludeAbandoned(entry);
                return false;
            }

            ThrowIfCannotStart(entry, code, tries);
        }
    }

    private async Task<PipedProcess> StartAsync(JobEntry entry, int run)
    {
        await _starting.EnterAsync(entry.Ticket, CancellationToken.None);
        try
        {
            var supervisor = await launch.StartAsync(entry, run, CancellationToken.None);
            entry.MarkLaunched(ProcessIdentity.Find(supervisor.Id));
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

    private static void ThrowIfCannotStart(JobEntry entry, int code, int tries)
    {
        if (code == SupervisorExitCodes.CannotStart)
        {
            throw new JobLaunchException(
                $"'{entry.Folder.Directory}' cannot be written; it has {DiskSpace.FreeBytes(entry.Folder.Directory)} bytes free. Nothing was started. "
                + "Free some space and submit the job under another ticket.")
            { ExitCode = ScriptExitCodes.Fatal };
        }

        if (tries == MaxTries)
        {
            throw new JobLaunchException(
                $"The supervisor ended with code {code} before it started the script, {tries} times. Look into the agent's log, and reinstall the Tentacle.");
        }
    }

    private async Task WatchAsync(JobEntry entry)
    {
        while (true)
        {
            if (await AwaitSupervisorAsync(entry) is { } result)
            {
                ends.Conclusion.Complete(entry, result);
                return;
            }

            if (JobFiles.ReadResume(entry.Folder) is not { } resume || resume.Run != entry.Started!.Run)
            {
                ends.Conclusion.ConcludeAbandoned(entry);
                return;
            }

            if (!await AwaitRestartOrConcludeAsync(entry, resume) || !await LaunchAsync(entry, resume.Run + 1))
            {
                return;
            }
        }
    }

    private async Task<StateRecord?> AwaitSupervisorAsync(JobEntry entry)
    {
        StateRecord? result;
        while ((result = JobFiles.ReadState(entry.Folder)) is null && entry.Started!.Supervisor.IsAlive())
        {
            await Task.Delay(PollInterval, time, CancellationToken.None);
        }

        // The supervisor may have written its last record between the two checks.
        return result ?? JobFiles.ReadState(entry.Folder);
    }

    /// <summary>
    /// True when the machine was restarted since the script requested it. Otherwise waits until the job is canceled or its deadline passes, and concludes it.
    /// The restart itself would end this agent, so there is no wait for it.
    /// </summary>
    private async Task<bool> AwaitRestartOrConcludeAsync(JobEntry entry, ResumeRecord resume)
    {
        var untilDeadline = entry.Record.Request.Deadline - time.GetUtcNow();
        if (resume.BootId != ProcessIdentity.Boot && !entry.CancelRequested.IsCancellationRequested && !(untilDeadline <= TimeSpan.Zero))
        {
            return true;
        }

        entry.WaitFor(new JobWait(JobWait.Reboot, [], 1));
        using var deadline = new CancellationTokenSource(
            untilDeadline is not { } left || left > MaxDelay ? Timeout.InfiniteTimeSpan : left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(entry.CancelRequested, deadline.Token);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, ended.Token).ContinueWith(
            _ => { },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
        if (entry.CancelRequested.IsCancellationRequested)
        {
            ends.Conclusion.Conclude(entry, JobOutcome.Canceled, ScriptExitCodes.Canceled, "Canceled while it waited for the machine to restart.");
        }
        else
        {
            ends.Conclusion.Conclude(entry, JobOutcome.TimedOut, ScriptExitCodes.TimedOut, "The deadline passed while it waited for the machine to restart.");
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

    /// <summary>The components that end jobs: the conclusion, and the takeover from a stalled supervisor.</summary>
    internal sealed record Ends(JobConclusion Conclusion, StalledSupervisor Stalled);

    [LoggerMessage(1001, LogLevel.Information, "Job {Ticket} started, watched by process {Pid}")]
    private partial void LogJobStarted(JobTicket ticket, int pid);

    [LoggerMessage(1003, LogLevel.Error, "Job {Ticket} could not go on")]
    private partial void LogJobBroke(JobTicket ticket, Exception exception);
}
