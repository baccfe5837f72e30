using System.Runtime.Versioning;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Logs;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Platform;

namespace Tentacle.Supervisor;

/// <summary>Runs one job to its end, on one thread.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Supervision(LaunchOrder order, LogWriter log, TimeProvider time)
{
    // How long what the script left running may hold its output before the job is complete without it.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);
    private readonly byte[] _buffer = new byte[256 * 1024];

    /// <summary>Starts the job, unless somebody else did, and brings it to its end.</summary>
    /// <returns>The supervisor's own exit code.</returns>
    public static int Run(LaunchOrder order, TimeProvider time)
    {
        if (StartMark.TryMake(order, time.GetUtcNow()) is not { } started)
        {
            return 0;
        }

        using var news = new News();
        using var log = new LogWriter(order.Folder.Log, order.LogLimit, new SecretMasker(order.SensitiveValues), time);
        using var child = ChildProcess.TryStart(new ChildProcessStart(order.Program, order.Arguments, order.Environment, order.Folder.WorkDirectory), out var error);
        File.Delete(order.Folder.Secrets);
        news.Tell(SupervisorNews.Started);

        var supervision = new Supervision(order, log, time);
        var end = child is null
            ? new Ending(JobOutcome.Failed, ScriptExitCodes.ShellNotStarted, null, error) { IsUnsaid = true }
            : supervision.Watch(child);
        supervision.Conclude(end, started);
        news.Tell(SupervisorNews.Complete);
        return 0;
    }

    private Ending Watch(ChildProcess child)
    {
        using var events = new ChildEvents(child);
        var clock = new StopClock(order, time);
        int? exitCode = null;
        var lookNow = true;
        while (exitCode is null)
        {
            if (clock.Ask(lookNow) is { } stop)
            {
                return Stop(stop, child, events);
            }

            var happened = events.Wait(clock.UntilNext);
            lookNow = happened.HasFlag(ChildEvent.Wake);
            Copy(happened, events);
            exitCode = events.Reap(child.Pid);
        }

        var detached = Drain(events);
        return new Ending(exitCode == 0 ? JobOutcome.Succeeded : JobOutcome.Failed, exitCode.Value, exitCode, null) { OutputDetached = detached };
    }

    private Ending Stop(StopReason reason, ChildProcess child, ChildEvents events)
    {
        log.WriteAgent(reason.Reason);
        var stopping = new TreeStop(new ProcessTree(order.Ticket.Value, order.Environment.GetValueOrDefault("TentacleHome", ""), Environment.ProcessId), TimeSpan.FromSeconds(order.CancelGraceSeconds), time);
        int? exitCode = null;
        while (stopping.GoOn() is { } wait)
        {
            Copy(events.Wait(wait), events);
            exitCode ??= events.Reap(child.Pid);
        }

        Drain(events);
        exitCode ??= events.Reap(child.Pid);
        return stopping.Survivors == 0
            ? new Ending(reason.Outcome, reason.ExitCode, exitCode, reason.Reason)
            : new Ending(reason.Outcome, ScriptExitCodes.Abandoned, exitCode, $"{reason.Reason} {stopping.Survivors} of its processes would not die and were abandoned; look for them on the machine.") { IsUnsaid = true };
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
        }
    }

    /// <summary>Takes what is still in the pipes. True when something that lives on holds them open.</summary>
    private bool Drain(ChildEvents events)
    {
        var started = time.GetTimestamp();
        while (events.HasOutput && time.GetElapsedTime(started) is var elapsed && elapsed < DrainTime)
        {
            Copy(events.Wait(DrainTime - elapsed) & (ChildEvent.Output | ChildEvent.Error), events);
        }

        return events.HasOutput;
    }

    private void Conclude(Ending end, StartedRecord started)
    {
        log.EndStreams();
        if (end is { IsUnsaid: true, Reason: { } reason })
        {
            log.WriteAgent(reason);
        }

        log.Finish();
        AtomicFile.Write(
            order.Folder.State,
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
                new StateRecord
                {
                    Outcome = end.Outcome,
                    ExitCode = end.ExitCode,
                    ProcessExitCode = end.ProcessExitCode,
                    Reason = log.HasGap ? $"{end.Reason} Its log has a gap: the disk was full.".Trim() : end.Reason,
                    StartedAt = started.At,
                    CompletedAt = time.GetUtcNow(),
                    OutputDetached = end.OutputDetached,
                    LogTruncated = log.IsTruncated,
                    Runs = started.Run,
                },
                JobRecordJson.Default.StateRecord));
    }

    private sealed record Ending(JobOutcome Outcome, int ExitCode, int? ProcessExitCode, string? Reason)
    {
        public bool OutputDetached { get; init; }

        /// <summary>The log does not have the reason yet.</summary>
        public bool IsUnsaid { get; init; }
    }
}
