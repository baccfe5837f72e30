using Tentacle.Jobs.Format.Logs;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform;

namespace Tentacle.Supervisor;

/// <summary>The run of one job: what precedes and follows its script on every platform.</summary>
internal sealed class JobRun
{
    /// <summary>
    /// The maximum time for which processes that the script left running may hold its output. The job is then complete without the rest.
    /// </summary>
    public static readonly TimeSpan MaxDrain = TimeSpan.FromSeconds(1);

    private readonly LaunchSpec _spec;
    private readonly SupervisorEventWriter _events;

    private JobRun(LaunchSpec spec, LogWriter log, SupervisorEventWriter events) => (_spec, Log, _events) = (spec, log, events);

    /// <summary>The log of the job. Threads that share it hold <see cref="LogLock"/>.</summary>
    public LogWriter Log { get; }

    /// <summary>Held while the log is written.</summary>
    public Lock LogLock { get; } = new();

    /// <summary>Runs a job to its end, unless another supervisor has started it.</summary>
    /// <param name="supervise">Runs the script to its end.</param>
    /// <returns>The supervisor's own exit code.</returns>
    public static int RunOnce(LaunchSpec spec, TimeProvider time, Func<JobRun, Ending> supervise)
    {
        FaultPoint.Reach("supervisor-told");
        var mark = StartMark.Make(spec, time.GetUtcNow());
        if (mark.Record is not { } started)
        {
            return mark.IsTaken ? SupervisorExitCodes.Done : SupervisorExitCodes.CannotStart;
        }

        FaultPoint.Reach("supervisor-marked");
        using var log = RunLog.TryOpen(spec, time);
        if (log is null)
        {
            StartMark.Undo(spec);
            return SupervisorExitCodes.CannotStart;
        }

        using var events = new SupervisorEventWriter();
        var run = new JobRun(spec, log, events);
        var ending = supervise(run);
        lock (run.LogLock)
        {
            new EndRecord(spec, log, time).Write(ending, started);
        }

        events.Publish(SupervisorEvents.Complete);
        return SupervisorExitCodes.Done;
    }

    /// <summary>Reports that the script has started, or could not be, and deletes the secrets that its start needed.</summary>
    public void ReportStart()
    {
        FaultPoint.Reach("supervisor-spawned");
        if (!_spec.ResumeAfterReboot)
        {
            File.Delete(_spec.Folder.Secrets);
        }

        _events.Publish(SupervisorEvents.Started);
    }
}
