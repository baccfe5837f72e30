using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Site;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Jobs.Format;
using Tentacle.Platform.Processes;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>
/// Ends jobs whose end is due while their supervisor is stopped (SIGSTOP, a debugger) and cannot act. The agent ends the script's processes itself, with the
/// same grace period. It then ends the supervisor, which must not continue with a job that was reported as ended.
/// </summary>
/// <remarks>A running supervisor is never ended, however long it takes. It may be waiting for disk space to write the end record.</remarks>
internal sealed partial class StalledSupervisor(JobSite site, TimeProvider time, ILogger<StalledSupervisor> logger)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    // A supervisor that is stopped only briefly, for example by a tool that dumps its core, acts itself afterwards.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KillTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// Watches one job until the watch is canceled, or until the job's processes and its supervisor are ended. Then <see cref="JobEntry.Takeover"/> holds the
    /// result.
    /// </summary>
    public async Task WatchAsync(JobEntry entry, CancellationToken ended)
    {
        try
        {
            await AwaitDueAsync(entry, ended);
            await TakeOverAsync(entry, ended);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The job has ended without a takeover.
        }
#pragma warning disable CA1031 // The root of a task: the job goes on as it would without being watched over.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotTakenOver(entry.Ticket, e);
        }
    }

    private async Task AwaitDueAsync(JobEntry entry, CancellationToken ended)
    {
        long? since = null;
        while (true)
        {
            await Task.Delay(LookInterval, time, ended);
            if (Due(entry) is null || entry.Supervisor?.IsStopped() != true)
            {
                since = null;
            }
            else if (time.GetElapsedTime(since ??= time.GetTimestamp()) >= Patience)
            {
                return;
            }
        }
    }

    private async Task TakeOverAsync(JobEntry entry, CancellationToken ended)
    {
        var (supervisor, due) = (entry.Supervisor!, Due(entry)!);
        LogTakesOver(entry.Ticket, supervisor.Pid);
        var tree = new ProcessTree(entry.Ticket.Value, site.HomeDirectory, supervisor.Pid, JobFiles.ReadControlGroup(entry.Folder));
        var termination = new ProcessTreeTermination(tree, TimeSpan.FromSeconds(entry.Record.Request.CancelGraceSeconds), time);
        while (termination.Advance() is { } wait)
        {
            await Task.Delay(wait, time, ended);
        }

        // Set before the kill, because the code that finds the supervisor gone reads it.
        entry.Takeover = termination.Survivors == 0
            ? due
            : due with
            {
                ExitCode = ScriptExitCodes.Abandoned,
                Reason = $"{due.Reason} {termination.Survivors} of its processes would not die and were "
                + "abandoned; look for them on the machine."
            };
        supervisor.Kill();
        var killed = time.GetTimestamp();
        while (supervisor.IsAlive() && time.GetElapsedTime(killed) < KillTime)
        {
            await Task.Delay(BetweenLooks, time, ended);
        }
    }

    private JobTakeover? Due(JobEntry entry)
    {
        const string HowEnded = "The process that watched it was stopped from outside and could not act: the agent ended the script itself.";
        var request = entry.Record.Request;
        var now = time.GetUtcNow();
        return entry.CancelRequested.IsCancellationRequested ? new(JobOutcome.Canceled, ScriptExitCodes.Canceled, $"Canceled. {HowEnded}")
            : request.TimeoutSeconds > 0 && entry.Started?.At.AddSeconds(request.TimeoutSeconds) <= now ? new(
                JobOutcome.TimedOut,
                ScriptExitCodes.TimedOut,
                $"Timed out: it ran longer than the {request.TimeoutSeconds} s of timeoutSeconds. {HowEnded}")
            : request.Deadline <= now ? new(JobOutcome.TimedOut, ScriptExitCodes.TimedOut, $"Timed out: its deadline passed. {HowEnded}")
            : null;
    }

    [LoggerMessage(
        1017,
        LogLevel.Warning,
        "Job {Ticket} is to end, but process {Pid} that watches it is stopped: the agent ends it itself. See who sends SIGSTOP, or debugs, on this machine")]
    private partial void LogTakesOver(JobTicket ticket, int pid);

    [LoggerMessage(1018, LogLevel.Error, "The agent could not end job {Ticket} in place of the process that watches it")]
    private partial void LogNotTakenOver(JobTicket ticket, Exception exception);
}
