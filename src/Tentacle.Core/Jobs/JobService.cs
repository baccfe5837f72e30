using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Execution;
using Tentacle.Core.Jobs.Shells;
using Tentacle.Core.Jobs.Site;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Core.Jobs.Submissions;
using Tentacle.Core.Jobs.Workspaces;
using Tentacle.Instances.Settings;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Processes;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Jobs;

/// <summary>The single entry point for jobs. Every caller (listening, polled, local, tests) submits, watches, cancels and deletes them here.</summary>
public sealed partial class JobService : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxRemovalAtStart = TimeSpan.FromMilliseconds(200);
    private readonly JobSite _site;
    private readonly LiveSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<JobService> _logger;
    private readonly JobStore _store;
    private readonly JobDrain _drain;
    private readonly JobAdmission _admission;
    private readonly JobAcceptance _acceptance;
    private readonly JobRetention _retention;
    private readonly ITimer _sweeps;
    private readonly CancellationTokenSource _disposed = new();

    /// <summary>Restores and continues the jobs on disk before it returns.</summary>
    public JobService(JobSite site, LiveSettings settings, ShellCatalog shells, TimeProvider time, ILoggerFactory loggers)
    {
        (_site, _settings, _time) = (site, settings, time);
        _logger = loggers.CreateLogger<JobService>();
        OwnerOnlyDirectory.Create(site.JobsRoot);
        SetAsideForgotten();
        _store = new JobStore(site, new ForgottenJobs(site.JobsRoot, settings, time.GetUtcNow()));
        _drain = new JobDrain(site.JobsRoot);
        _admission = new JobAdmission(_drain, settings, time);
        var conclusion = new JobConclusion(site, time, loggers.CreateLogger<JobConclusion>());
        var runner = new JobRunner(
            new JobLaunch(site, settings, shells),
            _admission,
            new(conclusion, new StalledSupervisor(site, time, loggers.CreateLogger<StalledSupervisor>())),
            time,
            loggers.CreateLogger<JobRunner>());
        _retention = new JobRetention(site, settings, _store, time, loggers.CreateLogger<JobRetention>());
        _acceptance = new JobAcceptance(
            site,
            new JobPreconditions(site, settings, shells),
            new(_store, _drain, _admission, runner, _retention),
            time,
            loggers.CreateLogger<JobAcceptance>());
        new JobRecovery(_store, runner, conclusion, time, loggers.CreateLogger<JobRecovery>()).Recover();
        RemoveLeftovers();
        _sweeps = time.CreateTimer(_ => Sweep(), null, TimeSpan.FromSeconds(1), JobRetention.Interval);
    }

    /// <summary>Creates a staging area for the files of a submission. Dispose it once the submission is accepted or rejected.</summary>
    public StagedFiles Stage() => new(_site.WorkRoot, _settings.Current.Disk.MinimumFree);

    /// <summary>
    /// Accepts a valid request at most once per ticket. When it returns <see cref="SubmitResult.Accepted"/>, the job is on disk and will run, even if the agent
    /// or the machine stops.
    /// </summary>
    public Task<SubmitResult> SubmitAsync(JobSubmission submission) => _acceptance.SubmitAsync(submission);

    /// <summary>The result of submitting a request now, without creating anything.</summary>
    public Task<JobPreflight> PreflightAsync(JobRequest request, CancellationToken cancellationToken) => _acceptance.PreflightAsync(request, cancellationToken);

    /// <summary>
    /// Accepts no new jobs and starts no pending ones until <see cref="EndDrain"/>, also after a restart. Returns when no job runs any more or the time is up.
    /// </summary>
    public async Task<DrainState> DrainAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        _drain.Begin();
        LogDraining();
        var started = _time.GetTimestamp();
        while (true)
        {
            var state = DescribeDrain();
            if (state.Running == 0 || _time.GetElapsedTime(started) >= atMost)
            {
                return state;
            }

            await Task.Delay(PollInterval, _time, cancellationToken);
        }
    }

    /// <summary>Accepts jobs again, and starts the pending ones.</summary>
    public DrainState EndDrain()
    {
        _drain.End();
        LogDrainEnded();
        return DescribeDrain();
    }

    /// <summary>The state of the drain, with the numbers of running and pending jobs.</summary>
    public DrainState DescribeDrain()
    {
        var (running, pending) = (0, 0);
        foreach (var entry in _store.All().Where(e => e.State != JobState.Complete))
        {
            if (entry.State == JobState.Running || entry.IsLaunching)
            {
                running++;
            }
            else
            {
                pending++;
            }
        }

        return new DrainState(_drain.IsDraining, running, pending);
    }

    public Job? Find(JobTicket ticket) => _store.Find(ticket)?.Describe();

    /// <summary>
    /// The script of a job with its sensitive values masked. Null when there is no such job, it deploys a package, or its script can no longer be read.
    /// </summary>
    public JobScript? FindScript(JobTicket ticket) =>
        _store.Find(ticket) is { DeploysPackage: false } entry && ShownScript.Read(entry.Folder) is { } script && script.ByShell().Any() ? script : null;

    /// <summary>Jobs, newest first.</summary>
    /// <param name="state">Only jobs in this state; null means all jobs.</param>
    /// <param name="before">Only jobs accepted before the one with this sequence number; null means all jobs.</param>
    /// <param name="limit">Maximum number of jobs.</param>
    public (IReadOnlyList<Job> Jobs, long? Next) List(JobState? state, long? before, int limit)
    {
        var found = _store.All().Reverse()
            .Where(e => (before is null || e.Record.Sequence < before) && (state is null || e.State == state))
            .Take(limit + 1)
            .ToList();
        return ([.. found.Take(limit).Select(e => e.Describe())], found.Count > limit ? found[limit - 1].Record.Sequence : null);
    }

    /// <summary>
    /// Waits until the description satisfies the condition or the time is up. Returns the description at that time, or null when there is no such job.
    /// </summary>
    public async Task<Job?> WaitAsync(JobTicket ticket, Func<Job, bool> until, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var timeUp = new CancellationTokenSource(atMost, _time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, cancellationToken);
        while (_store.Find(ticket) is { } entry)
        {
            var changed = entry.Changed;
            var job = entry.Describe();
            if (until(job) || ended.IsCancellationRequested)
            {
                return job;
            }

            // Log growth raises no notification, but the log's size is part of the description. So it is polled.
            await Task.WhenAny(changed, Task.Delay(PollInterval, _time, ended.Token));
            cancellationToken.ThrowIfCancellationRequested();
        }

        return null;
    }

    /// <summary>Requests the cancellation of a job. Repeated calls are harmless. Null when there is no such job.</summary>
    public Job? Cancel(JobTicket ticket)
    {
        if (_store.Find(ticket) is not { } entry)
        {
            return null;
        }

        if (entry.State != JobState.Complete)
        {
            // The file is written first, because it survives a restart and the supervisor checks for it.
            RecordFile.Mark(entry.Folder.Cancel);
            entry.RequestCancel();
            if (entry.Started is { } started)
            {
                WakeSignal.Send(started.Supervisor);
            }

            LogCancelRequested(ticket);
        }

        return entry.Describe();
    }

    /// <summary>Deletes a complete job with its workspace and log. False when it is not complete; true when it is gone or did not exist.</summary>
    public bool Forget(JobTicket ticket)
    {
        if (_store.Find(ticket) is not { } entry)
        {
            return true;
        }

        if (entry.State != JobState.Complete)
        {
            return false;
        }

        _store.Forget(entry, _time.GetUtcNow());
        LogJobForgotten(ticket);
        return true;
    }

    /// <summary>The job's log, to read and follow; null when there is no such job.</summary>
    public JobLog? FindLog(JobTicket ticket) => _store.Find(ticket) is { } entry ? new JobLog(entry, _time) : null;

    /// <summary>Stops the sweeps. Jobs continue without the agent.</summary>
    public void Dispose()
    {
        _disposed.Cancel();
        _sweeps.Dispose();
        _disposed.Dispose();
    }

    /// <summary>The path of the job's working directory; null when there is no such job. A job without files may have no such directory.</summary>
    public string? FindWorkDirectory(JobTicket ticket) => _store.Find(ticket)?.Folder.WorkDirectory;

    private void SetAsideForgotten()
    {
        if (ForgottenJobs.FindDamage(_site.JobsRoot) is { } reason)
        {
            var path = ForgottenJobs.PathIn(_site.JobsRoot);
            var note = new DamageNote { Name = Path.GetFileName(path), At = _time.GetUtcNow(), Reason = reason };
            LogForgottenDamaged(path, _site.Damaged.SetAside(path, note)?.Directory ?? path, reason);
        }
    }

    // The wait is short. A few left-overs are gone before the agent is up, but a million files must not delay its start.
    private void RemoveLeftovers()
    {
        var disposed = _disposed.Token;
        Task.Run(() => Guard(() => _retention.RemoveLeftovers(disposed)), CancellationToken.None).Wait(MaxRemovalAtStart);
    }

    private void Sweep() => Guard(_retention.Sweep);

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (OperationCanceledException)
        {
            // The agent stops. The next one continues the removal.
        }
#pragma warning disable CA1031 // The root of a timer: the next sweep may do better, and an agent that dies of it does worse.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogSweepFailed(e);
        }
    }

    [LoggerMessage(1015, LogLevel.Error, "'{Path}' is damaged and now in '{Directory}': {Reason}. Tickets of deleted jobs are no longer reserved")]
    private partial void LogForgottenDamaged(string path, string directory, string reason);

    [LoggerMessage(1005, LogLevel.Information, "Cancel requested for job {Ticket}")]
    private partial void LogCancelRequested(JobTicket ticket);

    [LoggerMessage(1006, LogLevel.Information, "Job {Ticket} forgotten")]
    private partial void LogJobForgotten(JobTicket ticket);

    [LoggerMessage(1007, LogLevel.Information, "Draining: no new jobs are taken, and none that wait are started")]
    private partial void LogDraining();

    [LoggerMessage(1008, LogLevel.Information, "The drain has ended; jobs are taken again")]
    private partial void LogDrainEnded();

    [LoggerMessage(1022, LogLevel.Error, "Old jobs could not be looked for")]
    private partial void LogSweepFailed(Exception exception);
}
