using System.Runtime.Versioning;
using Tentacle.Contracts;
using Tentacle.Jobs.Format.Logs;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform;
using Tentacle.Platform.Processes;

namespace Tentacle.Supervisor;

/// <summary>Runs one job to its end, on one thread.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Supervision(LaunchSpec spec, LogWriter log, WakeListener wake, TimeProvider time)
{
    // The exit code of a process that a signal ended is this value plus the number of the signal.
    private const int FirstSignalExitCode = 128;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly JobGroup _group = new(spec, time);

    /// <summary>Runs a job to its end, unless another supervisor has started it.</summary>
    /// <returns>The supervisor's own exit code.</returns>
    public static int Run(LaunchSpec spec, WakeListener wake, TimeProvider time) =>
        JobRun.RunOnce(spec, time, run => new Supervision(spec, run.Log, wake, time).Run(run));

    private Ending Run(JobRun run)
    {
        using var child = ChildProcess.TryStart(
            new ChildProcessStart(spec.Program, spec.Arguments, spec.Environment, spec.Folder.WorkDirectory),
            out var error);
        run.ReportStart();
        var ending = child is null
            ? new Ending(JobOutcome.Failed, ScriptExitCodes.ShellNotStarted, null, error) { IsUnsaid = true }
            : Watch(child);
        _group.Leave();
        return ending;
    }

    private Ending Watch(ChildProcess child)
    {
        using var events = new ChildEvents(child, wake);
        var deadlines = new StopDeadlines(spec, time);
        var start = new StartWatch(spec.StartGuard, time);
        int? exitCode = null;
        var lookNow = true;
        while (exitCode is null)
        {
            if (deadlines.Check(lookNow) is { } stop)
            {
                return Stop(stop, child, events);
            }

            if (start.NeverStarted())
            {
                return Abandon(events);
            }

            var happened = events.Wait(TimeSpan.Min(deadlines.UntilNext, start.UntilNext));
            lookNow = happened.HasFlag(ChildEvent.Wake);
            Copy(happened, events);
            exitCode = events.Reap(child.Pid);
            _group.Inspect();
        }

        var detached = Drain(events);

        // While this process was stopped, another process may have ended the script, on a request to cancel or a timeout that this process could not see.
        return deadlines.Check(lookNow: true) is { } late && (late.Outcome == JobOutcome.Canceled || exitCode > FirstSignalExitCode)
            ? Ending.Stopped(late, exitCode, survivors: 0)
            : Ending.ByItself(spec, exitCode.Value, detached);
    }

    private Ending Stop(StopReason reason, ChildProcess child, ChildEvents events)
    {
        log.WriteAgent(reason.Reason);
        _group.Collect();
        var stopping = new ProcessTreeTermination(_group.Tree, TimeSpan.FromSeconds(spec.CancelGraceSeconds), time);
        int? exitCode = null;
        while (stopping.Advance() is { } wait)
        {
            Copy(events.Wait(wait), events);
            exitCode ??= events.Reap(child.Pid);
        }

        Drain(events);
        exitCode ??= events.Reap(child.Pid);
        return Ending.Stopped(reason, exitCode, stopping.Survivors);
    }

    // The cause that keeps a shell from its first line may also keep it from dying. So there is no wait for its end.
    private Ending Abandon(ChildEvents events)
    {
        _group.Collect();
        _group.Tree.Signal(EndSignal.Kill);
        Copy(events.Wait(TimeSpan.Zero), events);
        return Ending.NeverStarted(spec.StartGuard!);
    }

    private void Copy(ChildEvent happened, ChildEvents events)
    {
        CopyStream(happened & ChildEvent.Output, LogStream.Stdout, events);
        CopyStream(happened & ChildEvent.Error, LogStream.Stderr, events);
    }

    private void CopyStream(ChildEvent stream, LogStream name, ChildEvents events)
    {
        if (stream != ChildEvent.None && events.Read(stream, _buffer) is var count and > 0)
        {
            log.Write(name, _buffer.AsSpan(0, count));
            FaultPoint.Reach("supervisor-logged");
        }
    }

    /// <summary>Reads the remaining output from the pipes. True when a surviving process holds them open.</summary>
    private bool Drain(ChildEvents events)
    {
        var started = time.GetTimestamp();
        while (events.HasOutput && time.GetElapsedTime(started) is var elapsed && elapsed < JobRun.MaxDrain)
        {
            Copy(events.Wait(JobRun.MaxDrain - elapsed) & (ChildEvent.Output | ChildEvent.Error), events);
        }

        return events.HasOutput;
    }
}
