using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Site;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Instances.Settings;
using Tentacle.Platform.Processes;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>
/// Deletes complete jobs after the retention period, and earlier, oldest first, when disk space or inodes run short. Pending and running jobs are never
/// deleted.
/// </summary>
internal sealed partial class JobRetention(JobSite site, LiveSettings settings, JobStore store, TimeProvider time, ILogger<JobRetention> logger)
{
    /// <summary>The interval between two sweeps.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // Below this share of free inodes the file system will soon refuse new files, regardless of its free bytes.
    private const double MinInodes = 0.01;
    private readonly Lock _oneAtATime = new();
    private readonly Lock _oneRemoval = new();

    /// <summary>
    /// Runs one sweep. Deletes left-overs, and jobs and damaged records that are past their retention period, and makes room when the disk runs short.
    /// </summary>
    public void Sweep()
    {
        RemoveLeftovers(CancellationToken.None);
        lock (_oneAtATime)
        {
            if (OperatingSystem.IsLinux())
            {
                ControlGroup.RemoveLeftovers();
            }

            var now = time.GetUtcNow();
            foreach (var entry in Complete()
                .Where(entry => now - LastWrite(entry) >= (entry.Damage is null ? settings.Current.Jobs.Retention : DamagedRecords.Kept)))
            {
                Forget(entry, "it was kept long enough");
            }

            RemoveOldDamaged(now);

            MakeRoom();
        }
    }

    /// <summary>Deletes the left-overs of earlier deletions. Logs those that cannot be deleted once a day.</summary>
    /// <exception cref="OperationCanceledException">The removal was canceled. The next one continues it.</exception>
    public void RemoveLeftovers(CancellationToken cancellationToken)
    {
        // A removal can take long, for example for a million files. A second one must not run concurrently.
        if (!_oneRemoval.TryEnter())
        {
            return;
        }

        try
        {
            DiscardedDirectory.DeleteLeftovers(site.JobsRoot, site.Leftovers, cancellationToken);
            DiscardedDirectory.DeleteLeftovers(site.WorkRoot, site.Leftovers, cancellationToken);
            DiscardedDirectory.DeleteLeftovers(site.Damaged.Root, site.Leftovers, cancellationToken);
            foreach (var remains in site.Leftovers.TakeUntold())
            {
                LogNotRemoved(remains.Sentence);
            }
        }
        finally
        {
            _oneRemoval.Exit();
        }
    }

    /// <summary>Deletes as many complete jobs as necessary to make room for a new one. True when there is enough room.</summary>
    public bool MakeRoom()
    {
        lock (_oneAtATime)
        {
            foreach (var entry in IsShort() ? Complete().Where(entry => entry.Damage is null) : [])
            {
                Forget(entry, "the disk runs short");
                if (!IsShort())
                {
                    break;
                }
            }

            return !IsShort();
        }
    }

    // Removes only records that no longer belong to a known job.
    private void RemoveOldDamaged(DateTimeOffset now)
    {
        var jobs = store.All().Select(entry => entry.Damage?.SetAside?.Directory).ToHashSet();
        foreach (var damaged in site.Damaged.All().Where(damaged => now - damaged.Note.At >= DamagedRecords.Kept && !jobs.Contains(damaged.Directory)))
        {
            DiscardedDirectory.Delete(damaged.Directory, site.Leftovers);
            LogDamagedRemoved(damaged.Directory);
        }
    }

    private bool IsShort() => DiskSpace.FreeBytes(site.WorkRoot) < settings.Current.Disk.MinimumFree || DiskSpace.FreeInodes(site.WorkRoot) < MinInodes;

    private List<JobEntry> Complete() => [.. store.All().Where(entry => entry.State == JobState.Complete).OrderBy(LastWrite)];

    // The last write of a job is the script's write to the log or the result, which the supervisor or the agent writes.
    private static DateTimeOffset LastWrite(JobEntry entry)
    {
        var completed = entry.Result!.CompletedAt;
        var log = new FileInfo(entry.Folder.Log);
        return log.Exists && log.LastWriteTimeUtc > completed ? log.LastWriteTimeUtc : completed;
    }

    private void Forget(JobEntry entry, string why)
    {
        try
        {
            store.Forget(entry, time.GetUtcNow());
            LogRetired(entry.Ticket, why);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRetired(entry.Ticket, e);
        }
    }

    [LoggerMessage(1023, LogLevel.Warning, "{Remains} It is tried again; remove it, or give the agent's account the right to")]
    private partial void LogNotRemoved(string remains);

    [LoggerMessage(1024, LogLevel.Warning, "'{Directory}', a damaged record, was removed: it was neither deleted nor restored for a month")]
    private partial void LogDamagedRemoved(string directory);

    [LoggerMessage(1020, LogLevel.Information, "Job {Ticket} was removed with its log: {Why}")]
    private partial void LogRetired(JobTicket ticket, string why);

    [LoggerMessage(1021, LogLevel.Warning, "Job {Ticket} should be removed and cannot be")]
    private partial void LogNotRetired(JobTicket ticket, Exception exception);
}
