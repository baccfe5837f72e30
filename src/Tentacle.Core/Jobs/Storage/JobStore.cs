using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Site;
using Tentacle.Core.Jobs.Submissions;
using Tentacle.Jobs.Format;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Processes;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>All jobs of this agent, stored on disk with an index in memory. There is no other database.</summary>
internal sealed class JobStore(JobSite site, ForgottenJobs forgotten)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<JobTicket, JobEntry> _jobs = [];
    private readonly Dictionary<string, JobEntry> _byKey = [];
    private readonly SortedList<long, JobEntry> _bySequence = [];
    private readonly Dictionary<string, Task> _claims = [];
    private long _lastSequence;

    public ForgottenJobs Forgotten => forgotten;

    public JobEntry? Find(JobTicket ticket)
    {
        lock (_lock)
        {
            return _jobs.GetValueOrDefault(ticket);
        }
    }

    public JobEntry? FindByKey(string key)
    {
        lock (_lock)
        {
            return _byKey.GetValueOrDefault(key);
        }
    }

    /// <summary>Jobs in order of acceptance.</summary>
    public IReadOnlyList<JobEntry> All()
    {
        lock (_lock)
        {
            return [.. _bySequence.Values];
        }
    }

    /// <summary>
    /// Stores a submission durably as a job, unless its ticket or key was taken in the meantime. The rename of its folder is the moment of acceptance: a crash
    /// before it leaves nothing, a crash after it leaves a job that will run. Only concurrent submissions with the same ticket or key wait for the outcome.
    /// </summary>
    /// <returns>The job of this ticket or key, and whether it is new.</returns>
    public async Task<(JobEntry Job, bool New)> AcceptAsync(JobSubmission submission, JobRecord record)
    {
        string[] claimed = record.IdempotencyKey is { } key ? [record.Ticket.FolderName, "key:" + key] : [record.Ticket.FolderName];
        var claim = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (Claim(record, claimed, claim.Task, out var known) is { } other)
        {
            if (known is not null)
            {
                return (known, false);
            }

            await other;
        }

        try
        {
            var entry = Write(submission, record with { Sequence = NextSequence() });
            lock (_lock)
            {
                Index(entry);
            }

            return (entry, true);
        }
        finally
        {
            lock (_lock)
            {
                Array.ForEach(claimed, name => _claims.Remove(name));
            }

            claim.SetResult();
        }
    }

    /// <summary>Adds a job that is already on disk. Jobs with a known sequence number must be added first.</summary>
    public void Restore(JobEntry entry)
    {
        lock (_lock)
        {
            if (entry.Record.Sequence < 1 || _bySequence.ContainsKey(entry.Record.Sequence))
            {
                entry.Renumber(_lastSequence + 1);
            }

            Index(entry);
        }
    }

    /// <summary>
    /// Deletes a complete job with its workspace and log; its ticket stays reserved. Files that cannot be deleted now, or remain after a crash, are deleted
    /// with the left-overs.
    /// </summary>
    public void Forget(JobEntry entry, DateTimeOffset now)
    {
        Reserve(entry, now);
        lock (_lock)
        {
            _jobs.Remove(entry.Ticket);
            _bySequence.Remove(entry.Record.Sequence);
            if (entry.Record.IdempotencyKey is { } key)
            {
                _byKey.Remove(key);
            }
        }

        ControlGroup.Find(JobFiles.ReadControlGroup(entry.Folder))?.Remove();
        DiscardedDirectory.Delete(entry.Folder.WorkDirectory, site.Leftovers);
        DiscardedDirectory.Delete(entry.Damage?.SetAside?.Directory ?? entry.Folder.Directory, site.Leftovers);
        entry.Dispose();
    }

    // If the disk is too full to add even one line, the deletion of the job's own files makes room.
    private void Reserve(JobEntry entry, DateTimeOffset now)
    {
        try
        {
            forgotten.Add(entry.Record, now);
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            DiscardedDirectory.Delete(entry.Folder.WorkDirectory, site.Leftovers);
            DirectoryRemoval.Remove(entry.Folder.Log);
            forgotten.Add(entry.Record, now);
        }
    }

    /// <summary>Null when the names are claimed now. Otherwise a task to wait for, or a completed task and the job that has one of the names.</summary>
    private Task? Claim(JobRecord record, string[] names, Task claim, out JobEntry? known)
    {
        lock (_lock)
        {
            if (_jobs.TryGetValue(record.Ticket, out known) || (record.IdempotencyKey is { } key && _byKey.TryGetValue(key, out known)))
            {
                return Task.CompletedTask;
            }

            foreach (var name in names)
            {
                if (_claims.TryGetValue(name, out var other))
                {
                    return other;
                }
            }

            Array.ForEach(names, name => _claims.Add(name, claim));
            return null;
        }
    }

    private long NextSequence()
    {
        lock (_lock)
        {
            return ++_lastSequence;
        }
    }

    private JobEntry Write(JobSubmission submission, JobRecord record)
    {
        var folder = JobFolder.Create(site.JobsRoot, site.WorkRoot, record.Ticket);
        var staging = Path.Combine(site.JobsRoot, Workspaces.StagedFiles.Prefix + Guid.NewGuid().ToString("N"));
        OwnerOnlyDirectory.Create(staging);
        try
        {
            JobSecrets.Write(Path.Combine(staging, Path.GetFileName(folder.Secrets)), submission.Request, site.Secrets);
            ShownScript.Write(Path.Combine(staging, Path.GetFileName(folder.ShownScript)), submission.Request);
            AtomicFile.WriteNew(
                Path.Combine(staging, Path.GetFileName(folder.Job)),
                JsonSerializer.SerializeToUtf8Bytes(record, JobRecordJson.Default.JobRecord));
            if (record.IdempotencyKey is { } key)
            {
                RecordFile.Mark(Path.Combine(staging, Path.GetFileName(folder.Key(key))));
            }

            AtomicFile.FlushDirectory(staging);

            // An earlier job of this ticket, or a crash, may have left files there.
            DiscardedDirectory.Delete(folder.WorkDirectory, site.Leftovers);
            submission.Files.MoveTo(folder.WorkDirectory);
            FaultPoint.Reach("job-staged");
            Directory.Move(staging, folder.Directory);
            FaultPoint.Reach("job-moved");
            AtomicFile.FlushDirectory(site.JobsRoot);
            return new JobEntry(record, folder);
        }
        finally
        {
            DiscardedDirectory.Delete(staging, site.Leftovers);
        }
    }

    private void Index(JobEntry entry)
    {
        _jobs.Add(entry.Ticket, entry);
        _bySequence.Add(entry.Record.Sequence, entry);
        _lastSequence = Math.Max(_lastSequence, entry.Record.Sequence);
        if (entry.Record.IdempotencyKey is { } key)
        {
            _byKey[key] = entry;
        }
    }
}
