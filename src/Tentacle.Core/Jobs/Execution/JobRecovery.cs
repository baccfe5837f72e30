using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Core.Jobs.Workspaces;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>Restores the jobs on disk after a start of the agent: complete jobs, jobs that still run under their supervisors, and pending jobs.</summary>
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
            if (job.Result is { } result)
            {
                conclusion.ReportUnlessReported(job, result);
            }
        }

        // Running jobs already hold their locks, so they come first. Pending jobs are queued in the order of acceptance.
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

    // The files of a submission are moved to their place just before its record. A crash between the two moves leaves the files without a job.
    private void DiscardOrphanedWorkspaces(HashSet<string> known)
    {
        foreach (var workspace in Directory.GetDirectories(conclusion.Site.WorkRoot)
            .Where(w => Path.GetFileName(w) is var name && !name.StartsWith('.') && !known.Contains(name)))
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
