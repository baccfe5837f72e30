using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Platform;

namespace Tentacle.Core.Jobs;

/// <summary>All jobs that this agent knows: on disk, with an index in memory. There is no other database.</summary>
internal sealed class JobStore(JobSite site, ForgottenJobs forgotten)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<JobTicket, JobEntry> _jobs = [];
    private readonly Dictionary<string, JobEntry> _byKey = [];
    private readonly SortedList<long, JobEntry> _bySequence = [];
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
    /// Makes a submission a job, durably, unless its ticket or key was taken in between. The rename of its folder is the moment of acceptance:
    /// a crash before leaves nothing, a crash after leaves a job that will run.
    /// </summary>
    /// <returns>The job of this ticket or key, and whether it is new.</returns>
    public (JobEntry Job, bool New) Accept(JobSubmission submission, string shell, string contentHash, string? keyHash, DateTimeOffset now)
    {
        var folder = JobFolder.Of(site.JobsRoot, site.WorkRoot, submission.Ticket);
        var staging = Path.Combine(site.JobsRoot, Workspaces.StagedFiles.Prefix + Guid.NewGuid().ToString("N"));
        OwnerOnlyDirectory.Create(staging);
        try
        {
            JobSecrets.Write(Path.Combine(staging, Path.GetFileName(folder.Secrets)), submission.Request, site.Secrets);
            lock (_lock)
            {
                if (_jobs.TryGetValue(submission.Ticket, out var known) || (keyHash is not null && _byKey.TryGetValue(keyHash, out known)))
                {
                    return (known, false);
                }

                var record = Record(submission, shell, contentHash, keyHash, now);
                AtomicFile.WriteNew(Path.Combine(staging, Path.GetFileName(folder.Job)), JsonSerializer.SerializeToUtf8Bytes(record, JobRecordJson.Default.JobRecord));
                AtomicFile.FlushDirectory(staging);
                submission.Files.MoveTo(folder.WorkDirectory);
                Directory.Move(staging, folder.Directory);
                AtomicFile.FlushDirectory(site.JobsRoot);

                var entry = new JobEntry(record, folder);
                Index(entry);
                return (entry, true);
            }
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    /// <summary>Adds a job that is on disk already.</summary>
    public void Restore(JobEntry entry)
    {
        lock (_lock)
        {
            Index(entry);
        }
    }

    /// <summary>Removes a complete job with its workspace and log; its ticket stays reserved.</summary>
    public void Forget(JobEntry entry, DateTimeOffset now)
    {
        forgotten.Add(entry.Record, now);
        lock (_lock)
        {
            _jobs.Remove(entry.Ticket);
            _bySequence.Remove(entry.Record.Sequence);
            if (entry.Record.IdempotencyKey is { } key)
            {
                _byKey.Remove(key);
            }
        }

        DeleteDirectory(entry.Folder.WorkDirectory);
        DeleteDirectory(entry.Folder.Directory);
        entry.Dispose();
    }

    private static void DeleteDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private JobRecord Record(JobSubmission submission, string shell, string contentHash, string? keyHash, DateTimeOffset now) => new()
    {
        Ticket = submission.Ticket,
        Request = PackageJob.Stripped(submission.Request),
        ContentHash = contentHash,
        Shell = shell,
        SubmittedBy = submission.SubmittedBy,
        CreatedAt = now,
        Sequence = ++_lastSequence,
        TraceParent = submission.TraceParent,
        IdempotencyKey = keyHash,
    };

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
