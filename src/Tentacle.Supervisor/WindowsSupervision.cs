using System.Runtime.Versioning;
using Tentacle.Contracts;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform;
using Tentacle.Platform.Processes;

namespace Tentacle.Supervisor;

/// <summary>
/// Runs one job to its end on Windows. Threads read the pipes, and a job object holds the process tree. Processes that the script leaves running at its end
/// stay in the job object unharmed. Compiled on every platform, but not yet run on a Windows machine.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsSupervision(LaunchSpec spec, JobRun run, TimeProvider time)
{
    private static readonly TimeSpan KillTime = TimeSpan.FromSeconds(10);

    /// <summary>Runs a job to its end, unless another supervisor has started it.</summary>
    public static int Run(LaunchSpec spec, TimeProvider time) => JobRun.RunOnce(spec, time, run => new WindowsSupervision(spec, run, time).Run());

    private Ending Run()
    {
        try
        {
            using var process = JobObjectProcess.Start(spec.Program, spec.Arguments, spec.Environment, spec.Folder.WorkDirectory);
            run.ReportStart();
            return Watch(process);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return new Ending(
                JobOutcome.Failed,
                ScriptExitCodes.ShellNotStarted,
                null,
                $"'{spec.Program}' could not be started in '{spec.Folder.WorkDirectory}': {e.Message}")
            {
                IsUnsaid = true,
            };
        }
    }

    private Ending Watch(JobObjectProcess process)
    {
        Task[] copies = [Copy(process.Output, LogStream.Stdout), Copy(process.Error, LogStream.Stderr)];
        using var wake = WakeSignal.CreateEvent();
        var deadlines = new StopDeadlines(spec, time);
        var start = new StartWatch(spec.StartGuard, time);
        StopReason? stop = null;
        while (!process.WaitForExit(TimeSpan.Min(deadlines.UntilNext, start.UntilNext), wake)
            && (stop = deadlines.Check(lookNow: true)) is null)
        {
            if (start.NeverStarted())
            {
                process.Terminate();
                return Ending.NeverStarted(spec.StartGuard!);
            }
        }

        var survivors = stop is null ? 0 : Stop(process, stop);
        var detached = !Task.WaitAll(copies, JobRun.MaxDrain);
        return stop is null
            ? Ending.ByItself(spec, process.ExitCode ?? ScriptExitCodes.Fatal, detached)
            : Ending.Stopped(stop, process.ExitCode, survivors);
    }

    private int Stop(JobObjectProcess process, StopReason reason)
    {
        lock (run.LogLock)
        {
            run.Log.WriteAgent(reason.Reason);
        }

        process.SendBreak();
        if (process.WaitUntilEmpty(TimeSpan.FromSeconds(spec.CancelGraceSeconds)))
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
            lock (run.LogLock)
            {
                run.Log.Write(name, decoder.ToUtf8(buffer.AsSpan(0, count)));
            }
        }
    });
}
