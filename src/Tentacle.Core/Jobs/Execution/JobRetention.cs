using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Core.Platform.Processes;
using Tentacle.Core.Platform.Storage;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>
/// Forgets complete jobs that nobody deletes: after a while, and sooner, oldest first, when disk or inodes run short. Jobs that run or wait are never
/// touched.
/// </summary>
internal sealed partial class JobRetention(JobSite site, JobOptions options, JobStore store, TimeProvider time, ILogger<JobRetention> logger)
{
    /// <summary>How often to look.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // Below this share of free inodes a file system is about to refuse new files, however many bytes it has.
    private const double FewestInodes = 0.01;
    private readonly Lock _oneAtATime = new();
    private readonly Lock _oneRemoval = new();

    /// <summary>Looks once.</summary>
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
            foreach (var entry in Complete().Where(entry => now - LastWrite(entry) >= (entry.Damage is null ? options.KeepComplete : DamagedRecords.Kept)))
            {
                Forget(entry, "it was kept long enough");
            }

            RemoveOldDamaged(now);

            MakeRoom();
        }
    }

    /// <summary>Deletes what should be gone, and says once a day what cannot be.</summary>
    /// <exception cref="OperationCanceledException">It was canceled; the next one goes on.</exception>
    public void RemoveLeftovers(CancellationToken cancellationToken)
    {
        // One that takes long, as for a million files, is not joined by a second one.
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

    /// <summary>True when there is room for a job, after forgetting as many complete ones as that takes.</summary>
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

    // Those that no job is known by any more.
    private void RemoveOldDamaged(DateTimeOffset now)
    {
        var jobs = store.All().Select(entry => entry.Damage?.SetAside?.Directory).ToHashSet();
        foreach (var damaged in site.Damaged.All().Where(damaged => now - damaged.Note.At >= DamagedRecords.Kept && !jobs.Contains(damaged.Directory)))
        {
            DiscardedDirectory.Delete(damaged.Directory, site.Leftovers);
            LogDamagedRemoved(damaged.Directory);
        }
    }

    private bool IsShort() => DiskSpace.FreeBytes(site.WorkRoot) < options.MinimumFreeDisk || DiskSpace.FreeInodes(site.WorkRoot) < FewestInodes;

    private List<JobEntry> Complete() => [.. store.All().Where(entry => entry.State == JobState.Complete).OrderBy(LastWrite)];

    // The log is written last by the script, the result by its supervisor or by us.
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
