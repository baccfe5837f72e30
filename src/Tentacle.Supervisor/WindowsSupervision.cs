using System.Runtime.Versioning;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Logs;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Platform.Processes;

namespace Tentacle.Supervisor;

/// <summary>
/// The same on Windows: pipes are read by threads, and the process tree is a job object, which what a script leaves running at its own end stays in
/// unharmed. Compiled everywhere; it has run on no Windows machine yet.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsSupervision(LaunchOrder order, LogWriter log, TimeProvider time)
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KillTime = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();

    /// <summary>Starts the job, unless somebody else did, and brings it to its end.</summary>
    public static int Run(LaunchOrder order, TimeProvider time)
    {
        var mark = StartMark.Make(order, time.GetUtcNow());
        if (mark.Record is not { } started)
        {
            return mark.IsTaken ? SupervisorExitCodes.Done : SupervisorExitCodes.CannotStart;
        }

        using var log = RunLog.TryOpen(order, time);
        if (log is null)
        {
            StartMark.Undo(order);
            return SupervisorExitCodes.CannotStart;
        }

        new WindowsSupervision(order, log, time).Run(started);
        return SupervisorExitCodes.Done;
    }

    private void Run(StartedRecord started)
    {
        using var news = new News();
        Ending ending;
        try
        {
            using var process = JobObjectProcess.Start(order.Program, order.Arguments, order.Environment, order.Folder.WorkDirectory);
            if (!order.ResumeAfterReboot)
            {
                File.Delete(order.Folder.Secrets);
            }

            news.Tell(SupervisorNews.Started);
            ending = Watch(process);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            ending = new Ending(JobOutcome.Failed, ScriptExitCodes.ShellNotStarted, null, $"'{order.Program}' could not be started in '{order.Folder.WorkDirectory}': {e.Message}") { IsUnsaid = true };
        }

        lock (_lock)
        {
            new EndRecord(order, log, time).Write(ending, started);
        }

        news.Tell(SupervisorNews.Complete);
    }

    private Ending Watch(JobObjectProcess process)
    {
        Task[] copies = [Copy(process.Output, LogStream.Stdout), Copy(process.Error, LogStream.Stderr)];
        using var wake = WakeSignal.CreateEvent();
        var clock = new StopClock(order, time);
        var start = new StartWatch(order.StartGuard, time);
        StopReason? stop = null;
        while (!process.WaitForExit(clock.UntilNext < start.UntilNext ? clock.UntilNext : start.UntilNext, wake) && (stop = clock.Ask(lookNow: true)) is null)
        {
            if (start.NeverStarted())
            {
                process.Terminate();
                return Ending.NeverStarted(order.StartGuard!);
            }
        }

        var survivors = stop is null ? 0 : Stop(process, stop);
        var detached = !Task.WaitAll(copies, DrainTime);
        return stop is null
            ? Ending.ByItself(order, process.ExitCode ?? ScriptExitCodes.Fatal, detached)
            : Ending.Stopped(stop, process.ExitCode, survivors);
    }

    private int Stop(JobObjectProcess process, StopReason reason)
    {
        lock (_lock)
        {
            log.WriteAgent(reason.Reason);
        }

        process.SendBreak();
        if (process.WaitUntilEmpty(TimeSpan.FromSeconds(order.CancelGraceSeconds)))
        {
            return 0;
        }

        process.Terminate();
        return process.WaitUntilEmpty(KillTime) ? 0 : process.Count;
    }

    private Task Copy(Stream stream, LogStream name) => Task.Run(() =>
    {
        var decoder = new OemDecoder();
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            lock (_lock)
            {
                log.Write(name, decoder.ToUtf8(buffer.AsSpan(0, count)));
            }
        }
    });
}
