using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Reporting;
using Tentacle.Core.Jobs.Site;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Jobs.Format;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Processes;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>Concludes jobs, with the result that the supervisor wrote or, without a supervisor, with a result that the agent determines.</summary>
internal sealed partial class JobConclusion(JobSite site, TimeProvider time, ILogger<JobConclusion> logger)
{
    public JobSite Site => site;

    /// <summary>Completes a job with its result. Reports the end, sets a damaged record aside and marks the job as complete.</summary>
    public void Complete(JobEntry entry, StateRecord result)
    {
        Report(entry, result);
        if (entry.Damage is { SetAside: null } damage)
        {
            SetAside(entry, damage, result);
        }

        entry.MarkComplete(result);
    }

    // The job ran under a damaged record. The folder is no longer needed in its place, and the note keeps the result.
    private void SetAside(JobEntry entry, JobDamage damage, StateRecord result)
    {
        var note = new DamageNote
        {
            Name = Path.GetFileName(entry.Folder.Directory),
            Ticket = entry.Ticket,
            At = time.GetUtcNow(),
            Reason = damage.Reason,
            Result = result,
        };
        if (site.Damaged.SetAside(entry.Folder.Directory, note) is { } damaged)
        {
            entry.MoveTo(new JobFolder(damaged.Place, entry.Folder.WorkDirectory), damage with { SetAside = damaged });
            LogSetAside(entry.Ticket, damaged.Directory, damage.Reason);
        }
    }

    /// <summary>
    /// Reports the end of a job that was complete before this agent started, unless the <c>told</c> marker on disk records an earlier report.
    /// </summary>
    public void ReportUnlessReported(JobEntry entry, StateRecord result)
    {
        if (!RecordFile.IsThere(entry.Folder.Reported))
        {
            Report(entry, result);
        }
    }

    private void Report(JobEntry entry, StateRecord result)
    {
        var end = JobEnd.From(entry.Record, entry.Started, result);
        JobMetrics.Count(end, JobFiles.ReadLogLength(entry.Folder));
        site.Ends.Publish(end);
        LogJobEnded(entry.Ticket, result.Outcome, result.ExitCode);
        try
        {
            RecordFile.Mark(entry.Folder.Reported);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The end is reported again after a restart. This does less harm than a job that does not end.
        }
    }

    /// <summary>Ends a job with a result of the agent. Logs the reason, writes the result to disk and completes the job.</summary>
    public void Conclude(JobEntry entry, JobOutcome outcome, int exitCode, string reason)
    {
        var now = time.GetUtcNow();
        var result = new StateRecord
        {
            Outcome = outcome,
            ExitCode = exitCode,
            Reason = reason,
            StartedAt = entry.Started?.At,
            CompletedAt = now,
            Runs = entry.Started?.Run ?? 0,
        };
        JobFiles.AppendAgentRecord(entry.Folder, now, reason);
        try
        {
            JobFiles.WriteState(entry.Folder, result);
            DirectoryRemoval.Remove(entry.Folder.Secrets);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The caller still receives the outcome. After a restart the agent determines it again, and the job must not run.
            LogStateNotWritten(entry.Ticket, e);
            TryForbidRun(entry);
        }

        Complete(entry, result);
    }

    /// <summary>Ends a job that had started, or was about to start, and whose supervisor is gone without a result. Ends its remaining processes too.</summary>
    public void ConcludeAbandoned(JobEntry entry)
    {
        ProcessTree.EndJob(entry.Ticket.Value, site.HomeDirectory, JobFiles.ReadControlGroup(entry.Folder));
        var supervisor = entry.Started?.Supervisor;
        if (entry.Takeover is { } takeover)
        {
            Conclude(entry, takeover.Outcome, takeover.ExitCode, takeover.Reason);
        }
        else if (entry.CancelRequested.IsCancellationRequested && supervisor?.BootId == ProcessIdentity.Boot)
        {
            Conclude(
                entry,
                JobOutcome.Canceled,
                ScriptExitCodes.Canceled,
                $"Canceled. The process that watched it (pid {supervisor.Pid}) was gone: the agent ended what was left of the script.");
        }
        else
        {
            ConcludeLost(entry, supervisor!);
        }
    }

    private void ConcludeLost(JobEntry entry, ProcessIdentity supervisor)
    {
        var lastLog = File.Exists(entry.Folder.Log) ? $"{File.GetLastWriteTimeUtc(entry.Folder.Log):yyyy-MM-dd'T'HH:mm:ss.fff'Z'}" : "never";
        var cause = supervisor.BootId == ProcessIdentity.Boot ? "the process that watched it is gone" : "the machine was restarted";
        Conclude(
            entry,
            JobOutcome.Lost,
            ScriptExitCodes.Lost,
            $"It had started and its result is lost: {cause} (pid {supervisor.Pid}, boot {supervisor.BootId}, last log {lastLog}). "
            + "What it did until then stays done; look before you run it again.");
    }

    // An empty file needs no disk space for content.
    private static void TryForbidRun(JobEntry entry)
    {
        try
        {
            RecordFile.Mark(entry.Folder.Cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure to write the state is already logged.
        }
    }

    [LoggerMessage(1002, LogLevel.Information, "Job {Ticket} ended: {Outcome}, exit code {ExitCode}")]
    private partial void LogJobEnded(JobTicket ticket, JobOutcome outcome, int exitCode);

    [LoggerMessage(1014, LogLevel.Warning, "Job {Ticket} ran under a damaged record, which was set aside in '{Directory}': {Reason}")]
    private partial void LogSetAside(JobTicket ticket, string directory, string reason);

    [LoggerMessage(1004, LogLevel.Error, "The end of job {Ticket} could not be written to disk")]
    private partial void LogStateNotWritten(JobTicket ticket, Exception exception);
}
