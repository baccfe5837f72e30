using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Core.Jobs.Workspaces;
using Tentacle.Core.Platform.Directories;
using Tentacle.Core.Platform.Storage;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>Finds after a start what was there before it: jobs that ended, jobs that still run under their supervisors, jobs that wait.</summary>
internal sealed partial class JobRecovery(JobStore store, JobRunner runner, JobConclusion conclusion, TimeProvider time, ILogger<JobRecovery> logger)
{
    public void Recover()
    {
        OwnerOnlyDirectory.Create(conclusion.Site.JobsRoot);
        OwnerOnlyDirectory.Create(conclusion.Site.WorkRoot);
        DiscardStaged(conclusion.Site.JobsRoot);
        DiscardStaged(conclusion.Site.WorkRoot);

        var jobs = new JobsOnDisk(conclusion.Site, store.Forgotten, time, logger).Read();
        DiscardOrphanedWorkspaces(jobs.Select(job => job.Ticket.FolderName).ToHashSet(StringComparer.OrdinalIgnoreCase));
        foreach (var job in jobs)
        {
            store.Restore(job);
            if (job is { Result: { } result, Damage: null })
            {
                conclusion.TellIfNobodyHas(job, result);
            }
        }

        // Those that run hold their locks already, so they come first; those that wait queue in the order in which they came.
        foreach (var job in jobs.Where(j => j.State != JobState.Complete).OrderBy(j => j.Started is null))
        {
            if (RecordFile.IsThere(job.Folder.Cancel))
            {
                job.RequestCancel();
            }

            runner.Begin(job);
        }

        LogRecovered(jobs.Count, jobs.Count(j => j.State == JobState.Running), jobs.Count(j => j.State == JobState.Pending));
    }

    // A submission's files are moved to their place just before its record: a crash between the two leaves them without a job.
    private void DiscardOrphanedWorkspaces(HashSet<string> known)
    {
        foreach (var workspace in Directory.GetDirectories(conclusion.Site.WorkRoot).Where(w => Path.GetFileName(w) is var name && !name.StartsWith('.') && !known.Contains(name)))
        {
            DiscardedDirectory.Rename(workspace);
        }
    }

    private static void DiscardStaged(string root)
    {
        foreach (var directory in Directory.GetDirectories(root, StagedFiles.Prefix + "*"))
        {
            DiscardedDirectory.Rename(directory);
        }
    }

    [LoggerMessage(1010, LogLevel.Information, "Found {Count} jobs, {Running} of them running and {Waiting} waiting")]
    private partial void LogRecovered(int count, int running, int waiting);
}
