using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Site;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Jobs.Format;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Processes;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>
/// Reads the records of all jobs from disk. A record that cannot be read or understood is set aside, and its ticket stays known as a job whose result is lost.
/// A job that still runs stays in its place until it ends, whatever the state of its record. A defect in one record does not prevent the others from being
/// read.
/// </summary>
internal sealed partial class JobsOnDisk(JobSite site, ForgottenJobs forgotten, TimeProvider time, ILogger logger)
{
    private readonly Dictionary<JobTicket, JobEntry> _found = [];

    /// <summary>Reads all jobs, in the order in which they are to be restored.</summary>
    /// <exception cref="StorageException">The directory of all jobs cannot be read.</exception>
    public IReadOnlyList<JobEntry> Read()
    {
        using (var root = OpenDirectory.Open(RealPath.Resolve(site.JobsRoot)))
        {
            var owner = LinuxOwner(site.JobsRoot);
            foreach (var name in root.Names().Where(name => !name.StartsWith('.')).ToList())
            {
                if (Read(root, name, owner) is { } entry)
                {
                    _found.TryAdd(entry.Ticket, entry);
                }
            }
        }

        foreach (var damaged in site.Damaged.All().Reverse())
        {
            if (damaged.Note.Ticket is { } ticket && !_found.ContainsKey(ticket) && !IsDeleted(damaged, ticket))
            {
                _found.Add(ticket, Lost(ticket, new JobDamage(damaged.Note.Reason, damaged), new JobFolder(damaged.Place, WorkDirectory(ticket))));
            }
        }

        return [.. _found.Values.OrderBy(job => job.Record.Sequence < 1).ThenBy(job => job.Record.Sequence).ThenBy(job => job.Record.CreatedAt)];
    }

    private JobEntry? Read(OpenDirectory root, string name, uint? owner)
    {
        var folder = new JobFolder(Path.Combine(site.JobsRoot, name), Path.Combine(site.WorkRoot, name));
        if (FindForeign(root.Find(name), owner) is { } foreign)
        {
            return SetAside(folder, name, foreign);
        }

        var job = RecordReader.ReadJob(folder);
        if (job.Value is { } record && forgotten.Has(record))
        {
            // The agent stopped after it had recorded the job as forgotten and before it had deleted the files.
            DiscardedDirectory.Rename(folder.WorkDirectory);
            DiscardedDirectory.Rename(folder.Directory);
            return null;
        }

        var started = JobFiles.FindStarted(folder, out var run);
        var state = RecordReader.ReadState(folder);
        var damage = job.Damage ?? state.Damage ?? (state.Value is null ? started.Damage : null);
        if (damage is not null)
        {
            return ReadDamaged(folder, name, job.Value, damage, run);
        }

        var entry = new JobEntry(job.Value!, folder);
        if (started.Value is not null)
        {
            entry.MarkStarted(started.Value);
        }

        if (state.Value is not null)
        {
            entry.MarkComplete(state.Value);
        }

        SetAsideStrayLog(folder, name);
        return entry;
    }

    private JobEntry? ReadDamaged(JobFolder folder, string name, JobRecord? record, string damage, int run)
    {
        // A supervisor that still watches the script keeps its folder, and the job keeps its lock.
        if (FindSupervisor(folder) is { } supervisor && JobTicket.TryParse(name, null, out var ticket))
        {
            var started = new StartedRecord(supervisor, File.GetLastWriteTimeUtc(folder.Directory)) { Run = Math.Max(run, 1) };
            var running = new JobEntry(record ?? JobDamage.StandIn(ticket, folder, started.At), folder)
            {
                Damage = record is null ? new JobDamage(damage, SetAside: null) : null,
            };
            running.MarkStarted(started);
            LogDamagedRuns(name, damage, supervisor.Pid);
            return running;
        }

        return SetAside(folder, name, damage);
    }

    /// <returns>Null when the folder was moved or discarded, or is not named like a ticket. A moved one is found among the damaged records.</returns>
    private JobEntry? SetAside(JobFolder folder, string name, string reason)
    {
        var ticket = JobTicket.TryParse(name, null, out var parsed) ? parsed : (JobTicket?)null;
        if (ticket is { } reserved && forgotten.HasSince(reserved, DateTimeOffset.MinValue, time.GetUtcNow()))
        {
            DiscardedDirectory.Rename(folder.WorkDirectory);
            DiscardedDirectory.Rename(folder.Directory);
            return null;
        }

        var note = new DamageNote { Name = RawNames.Show(name), Ticket = ticket, At = time.GetUtcNow(), Reason = reason };
        var damaged = site.Damaged.SetAside(folder.Directory, note);
        if (damaged is not null)
        {
            LogSetAside(note.Name, damaged.Directory, reason);
            return null;
        }

        LogNotSetAside(note.Name, site.Damaged.InPlace.GetValueOrDefault(folder.Directory) ?? reason);
        return ticket is null ? null : Lost(ticket.Value, new JobDamage(reason, SetAside: null), folder);
    }

    private JobEntry Lost(JobTicket ticket, JobDamage damage, JobFolder folder)
    {
        var at = damage.SetAside?.Note.At ?? time.GetUtcNow();
        var entry = new JobEntry(RecordReader.ReadJob(folder).Value ?? JobDamage.StandIn(ticket, folder, at), folder) { Damage = damage };
        entry.MarkComplete(damage.Lost(at));
        return entry;
    }

    // A log that is not a regular file cannot be read. The rest of the job is unaffected.
    private void SetAsideStrayLog(JobFolder folder, string name)
    {
        if (RecordFile.IsStray(folder.Log))
        {
            const string reason = "log.ndjson is not a regular file";
            if (site.Damaged.SetAside(folder.Log, new DamageNote { Name = $"{name}.log.ndjson", At = time.GetUtcNow(), Reason = reason }) is { } damaged)
            {
                LogLogSetAside(name, damaged.Directory);
            }
        }
    }

    private bool IsDeleted(DamagedRecord damaged, JobTicket ticket)
    {
        if (!forgotten.HasSince(ticket, damaged.Note.At, time.GetUtcNow()))
        {
            return false;
        }

        DiscardedDirectory.Rename(WorkDirectory(ticket));
        DiscardedDirectory.Rename(damaged.Directory);
        return true;
    }

    private string WorkDirectory(JobTicket ticket) => Path.Combine(site.WorkRoot, ticket.FolderName);

    // Searches by the working directory. In a record that is a copy of another job's, the pid would be that of the other job's supervisor.
    private ProcessIdentity? FindSupervisor(JobFolder folder) =>
        ProcessSearch.FindByDirectory(Path.GetFileNameWithoutExtension(site.SupervisorPath), RealPath.Resolve(folder.Directory));

    private static string? FindForeign(FileStatus? status, uint? owner) => status switch
    {
        null => "it is gone",
        { Kind: not FileKind.Directory } => "it is not a directory",
        _ when owner is not null && status.User != owner && status.User != 0
            && status.User != AccountEnvironment.EffectiveUser => $"it belongs to another account (user {status.User})",
        _ => null,
    };

    private static uint? LinuxOwner(string path) => OperatingSystem.IsLinux() ? RecordFile.StatusOf(path)?.User : null;

    [LoggerMessage(
        1011,
        LogLevel.Error,
        "The record of job {Name} is damaged and was set aside in '{Directory}': {Reason}. The job counts as lost; delete the job or put a whole record back")]
    private partial void LogSetAside(string name, string directory, string reason);

    [LoggerMessage(
        1016,
        LogLevel.Error,
        "The log of job {Name} is not a regular file and was set aside in '{Directory}'; the job is as it was, without its log")]
    private partial void LogLogSetAside(string name, string directory);

    [LoggerMessage(1012, LogLevel.Error, "The record of job {Name} is damaged and stays where it is: {Reason}")]
    private partial void LogNotSetAside(string name, string reason);

    [LoggerMessage(
        1013,
        LogLevel.Warning,
        "The record of job {Name} is damaged ({Reason}), but process {Pid} still watches it: it goes on, and no other job gets the lock of full isolation "
        + "until it ends")]
    private partial void LogDamagedRuns(string name, string reason, int pid);
}
