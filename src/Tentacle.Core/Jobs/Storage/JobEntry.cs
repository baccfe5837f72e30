using Tentacle.Contracts;
using Tentacle.Core.Jobs.Isolation;
using Tentacle.Jobs.Format;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Processes;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>
/// One job in memory: its location, its state, and a notification of every change. Its script and files stay on disk. All members are safe to use from any
/// thread. The state only moves forward.
/// </summary>
internal sealed class JobEntry : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancel = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StartedRecord? _started;
    private StateRecord? _result;
    private IsolationPlace? _place;
    private JobWait? _otherWait;
    private bool _isLaunching;
    private ProcessIdentity? _launched;
    private JobTakeover? _takeover;

    public JobEntry(JobRecord record, JobFolder folder)
    {
        // The script can be megabytes and is read again from disk for the launch.
        Record = record with { Request = record.Request with { Script = new JobScript() } };
        DeploysPackage = record.Shell == ShellNames.Package;
        Folder = folder;
    }

    public JobRecord Record { get; private set; }

    /// <summary>The location of its files. It changes when the record is set aside.</summary>
    public JobFolder Folder { get; private set; }

    /// <summary>The damage of the record. Null when the record is intact.</summary>
    public JobDamage? Damage { get; set; }

    /// <summary>True when the job deploys a package instead of running a script of the request.</summary>
    public bool DeploysPackage { get; }

    public JobTicket Ticket => Record.Ticket;

    public JobState State
    {
        get
        {
            lock (_lock)
            {
                return StateUnderLock;
            }
        }
    }

    /// <summary>The result. Null until the job is complete.</summary>
    public StateRecord? Result
    {
        get
        {
            lock (_lock)
            {
                return _result;
            }
        }
    }

    public StartedRecord? Started
    {
        get
        {
            lock (_lock)
            {
                return _started;
            }
        }
    }

    /// <summary>The process that watches the script, known before its start is on disk. Null before the launch.</summary>
    public ProcessIdentity? Supervisor => Volatile.Read(ref _launched) ?? Started?.Supervisor;

    /// <summary>The result of a takeover, in which the agent ended the job in place of the supervisor. Null without a takeover.</summary>
    public JobTakeover? Takeover
    {
        get => Volatile.Read(ref _takeover);
        set => Volatile.Write(ref _takeover, value);
    }

    /// <summary>True when the job is admitted and about to start, but its start is not on disk yet.</summary>
    public bool IsLaunching
    {
        get => Volatile.Read(ref _isLaunching);
        set => Volatile.Write(ref _isLaunching, value);
    }

    /// <summary>Canceled when cancellation is requested while the job is not complete.</summary>
    public CancellationToken CancelRequested => _cancel.Token;

    /// <summary>Completes at the next change after the call.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
            {
                return _changed.Task;
            }
        }
    }

    private JobState StateUnderLock => _result is not null ? JobState.Complete : _started is not null ? JobState.Running : JobState.Pending;

    /// <summary>Changes the sequence number, when the one in the record is taken or was lost with the record. Call it before the entry is shared.</summary>
    public void Renumber(long sequence) => Record = Record with { Sequence = sequence };

    /// <summary>Changes location and damage after the record was set aside.</summary>
    public void MoveTo(JobFolder folder, JobDamage damage) => (Folder, Damage) = (folder, damage);

    public void WaitAt(IsolationPlace place) => Change(() => _place = place);

    /// <summary>Sets a wait for something other than the isolation. Null ends it.</summary>
    public void WaitFor(JobWait? wait) => Change(() => _otherWait = wait);

    /// <summary>Sets the supervisor that was started and has not marked the start yet.</summary>
    public void MarkLaunched(ProcessIdentity? supervisor) => Volatile.Write(ref _launched, supervisor);

    public void MarkStarted(StartedRecord started) => Change(() => _started = started);

    public void MarkComplete(StateRecord result) => Change(() => _result ??= result);

    public void RequestCancel()
    {
        try
        {
            _cancel.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The job ended and was deleted in the meantime. There is nothing to cancel.
        }
    }

    /// <summary>The job as callers see it.</summary>
    public Job Describe()
    {
        var log = JobFiles.ReadLogLength(Folder);
        lock (_lock)
        {
            var job = new Job
            {
                Ticket = Ticket,
                State = StateUnderLock,
                TaskId = Record.Request.TaskId,
                Labels = Record.Request.Labels,
                Isolation = Record.Request.Isolation,
                WaitingFor = StateUnderLock switch { JobState.Pending => _otherWait ?? _place?.Wait, JobState.Running => _otherWait, _ => null },
                Shell = Record.Shell,
                SubmittedBy = Record.SubmittedBy,
                CreatedAt = Record.CreatedAt,
                StartedAt = _started?.At,
                Runs = _started?.Run ?? 0,
                Log = new JobLogDescription(log, Truncated: false),
                Links = new JobLinks(
                    ApiRoutes.Job(Ticket),
                    ApiRoutes.JobLog(Ticket),
                    ApiRoutes.JobCancel(Ticket),
                    ApiRoutes.JobFiles(Ticket),
                    DeploysPackage ? null : ApiRoutes.JobScript(Ticket)),
            };
            return _result is null ? job : Ended(job, _result);
        }
    }

    public void Dispose() => _cancel.Dispose();

    private static Job Ended(Job job, StateRecord result) => job with
    {
        Outcome = result.Outcome,
        ExitCode = result.ExitCode,
        ProcessExitCode = result.ProcessExitCode,
        Reason = result.Reason,
        OutputDetached = result.OutputDetached,
        StartedAt = job.StartedAt ?? result.StartedAt,
        CompletedAt = result.CompletedAt,
        Runs = result.Runs,
        Log = job.Log with { Truncated = result.LogTruncated },
    };

    private void Change(Action change)
    {
        TaskCompletionSource ring;
        lock (_lock)
        {
            change();
            ring = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        ring.SetResult();
    }
}
