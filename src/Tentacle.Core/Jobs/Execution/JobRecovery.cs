using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Core.Jobs.Workspaces;
using Tentacle.Core.Platform.Storage;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>Finds after a start what was there before it: jobs that ended, jobs that still run under their supervisors, jobs that wait.</summary>
internal sealed partial class JobRecovery(JobSite site, JobStore store, JobRunner runner, JobConclusion conclusion, ILogger<JobRecovery> logger)
{
    public void Recover()
    {
        OwnerOnlyDirectory.Create(site.JobsRoot);
        OwnerOnlyDirectory.Create(site.WorkRoot);
        DiscardStaged(site.JobsRoot);
        DiscardStaged(site.WorkRoot);
        DiscardOrphanedWorkspaces();

        var jobs = Directory.EnumerateDirectories(site.JobsRoot).Where(d => !Path.GetFileName(d).StartsWith('.')).Select(Read).OfType<JobEntry>().OrderBy(j => j.Record.Sequence).ToList();
        foreach (var job in jobs)
        {
            store.Restore(job);
            if (job.Result is { } result)
            {
                conclusion.TellIfNobodyHas(job, result);
            }
        }

        // Those that run hold their locks already, so they come first; those that wait queue in the order in which they came.
        foreach (var job in jobs.Where(j => j.State != JobState.Complete).OrderBy(j => j.Started is null))
        {
            if (File.Exists(job.Folder.Cancel))
            {
                job.RequestCancel();
            }

            runner.Begin(job);
        }

        LogRecovered(jobs.Count, jobs.Count(j => j.State == JobState.Running), jobs.Count(j => j.State == JobState.Pending));
    }

    private JobEntry? Read(string directory)
    {
        var name = Path.GetFileName(directory);
        var folder = new JobFolder(directory, Path.Combine(site.WorkRoot, name));
        if (JobFiles.ReadJob(folder) is not { } record)
        {
            LogDamaged(directory);
            return null;
        }

        if (store.Forgotten.Has(record))
        {
            // The agent went down between forgetting it and deleting it.
            DiscardedDirectory.Rename(folder.WorkDirectory);
            DiscardedDirectory.Rename(folder.Directory);
            return null;
        }

        var entry = new JobEntry(record, folder);
        if (JobFiles.ReadStarted(folder) is { } started)
        {
            entry.MarkStarted(started);
        }

        if (JobFiles.ReadState(folder) is { } state)
        {
            entry.MarkComplete(state);
        }

        return entry;
    }

    // A submission's files are moved to their place just before its record: a crash between the two leaves them without a job.
    private void DiscardOrphanedWorkspaces()
    {
        foreach (var workspace in Directory.EnumerateDirectories(site.WorkRoot).Where(w => !Path.GetFileName(w).StartsWith('.') && !Directory.Exists(Path.Combine(site.JobsRoot, Path.GetFileName(w)))).ToList())
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

    [LoggerMessage(1011, LogLevel.Error, "The record of a job in {Directory} is missing or damaged; the folder is left as it is")]
    private partial void LogDamaged(string directory);
}
