using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Core.Platform.Directories;
using Tentacle.Core.Platform.Processes;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>Ends jobs: with what their supervisor wrote, and where there is no supervisor, or none any more, with what the agent finds.</summary>
internal sealed partial class JobConclusion(JobSite site, TimeProvider time, ILogger<JobConclusion> logger)
{
    public JobSite Site => site;

    /// <summary>The supervisor has written how it ended.</summary>
    public void Complete(JobEntry entry, StateRecord result)
    {
        Tell(entry, result);
        if (entry.Damage is { SetAside: null } damage)
        {
            SetAside(entry, damage, result);
        }

        entry.MarkComplete(result);
    }

    // It ran under a record that is damaged; now nobody needs the folder in its place, and how it ended is kept in the note.
    private void SetAside(JobEntry entry, JobDamage damage, StateRecord result)
    {
        var note = new DamageNote { Name = Path.GetFileName(entry.Folder.Directory), Ticket = entry.Ticket, At = time.GetUtcNow(), Reason = damage.Reason, Result = result };
        if (site.Damaged.SetAside(entry.Folder.Directory, note) is { } damaged)
        {
            entry.MoveTo(new JobFolder(damaged.Place, entry.Folder.WorkDirectory), damage with { SetAside = damaged });
            LogSetAside(entry.Ticket, damaged.Directory, damage.Reason);
        }
    }

    /// <summary>It had ended before this agent started; whether an agent has told that is on disk.</summary>
    public void TellIfNobodyHas(JobEntry entry, StateRecord result)
    {
        if (!RecordFile.IsThere(entry.Folder.Told))
        {
            Tell(entry, result);
        }
    }

    private void Tell(JobEntry entry, StateRecord result)
    {
        var end = JobEnd.Of(entry, result);
        JobMetrics.Count(end, JobFiles.ReadLogLength(entry.Folder));
        site.Ends.Tell(end);
        LogJobEnded(entry.Ticket, result.Outcome, result.ExitCode);
        try
        {
            RecordFile.Mark(entry.Folder.Told);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // After a restart it is told again, which does less harm than a job that does not end.
        }
    }

    /// <summary>The agent ends it.</summary>
    public void Conclude(JobEntry entry, JobOutcome outcome, int exitCode, string reason)
    {
        var now = time.GetUtcNow();
        var result = new StateRecord { Outcome = outcome, ExitCode = exitCode, Reason = reason, StartedAt = entry.Started?.At, CompletedAt = now, Runs = entry.Started?.Run ?? 0 };
        JobFiles.AppendAgentRecord(entry.Folder, now, reason);
        try
        {
            JobFiles.WriteState(entry.Folder, result);
            DirectoryRemoval.Remove(entry.Folder.Secrets);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The caller still learns the outcome. After a restart it is found out again, and must not turn into a run.
            LogStateNotWritten(entry.Ticket, e);
            TryForbidRun(entry);
        }

        Complete(entry, result);
    }

    /// <summary>It had started, or was about to, its supervisor is gone, and nothing says how it ended: what is left of it is ended too.</summary>
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
            Conclude(entry, JobOutcome.Canceled, ScriptExitCodes.Canceled, $"Canceled. The process that watched it (pid {supervisor.Pid}) was gone: the agent ended what was left of the script.");
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
            $"It had started and its result is lost: {cause} (pid {supervisor.Pid}, boot {supervisor.BootId}, last log {lastLog}). What it did until then stays done; look before you run it again.");
    }

    // An empty file needs no room for content.
    private static void TryForbidRun(JobEntry entry)
    {
        try
        {
            RecordFile.Mark(entry.Folder.Cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Reported with the state already.
        }
    }

    [LoggerMessage(1002, LogLevel.Information, "Job {Ticket} ended: {Outcome}, exit code {ExitCode}")]
    private partial void LogJobEnded(JobTicket ticket, JobOutcome outcome, int exitCode);

    [LoggerMessage(1014, LogLevel.Warning, "Job {Ticket} ran under a damaged record, which was set aside in '{Directory}': {Reason}")]
    private partial void LogSetAside(JobTicket ticket, string directory, string reason);

    [LoggerMessage(1004, LogLevel.Error, "The end of job {Ticket} could not be written to disk")]
    private partial void LogStateNotWritten(JobTicket ticket, Exception exception);
}
