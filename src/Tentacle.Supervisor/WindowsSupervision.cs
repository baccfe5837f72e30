using System.Runtime.Versioning;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Logs;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Platform;

namespace Tentacle.Supervisor;

/// <summary>
/// The same on Windows: pipes are read by threads, and the process tree is a job object, which what a script leaves running at its own end stays in
/// unharmed. Compiled everywhere; it has run on no Windows machine yet.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsSupervision(LaunchOrder order, TimeProvider time)
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KillTime = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();

    public int Run()
    {
        if (StartMark.TryMake(order, time.GetUtcNow()) is not { } started)
        {
            return 0;
        }

        using var news = new News();
        using var log = new LogWriter(order.Folder.Log, order.LogLimit, new SecretMasker(order.SensitiveValues), time);
        var ending = new StateRecord { Outcome = JobOutcome.Failed, ExitCode = ScriptExitCodes.ShellNotStarted, CompletedAt = started.At, StartedAt = started.At };
        try
        {
            using var process = JobObjectProcess.Start(order.Program, order.Arguments, order.Environment, order.Folder.WorkDirectory);
            File.Delete(order.Folder.Secrets);
            news.Tell(SupervisorNews.Started);
            ending = Watch(process, log, ending);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            ending = ending with { Reason = $"'{order.Program}' could not be started in '{order.Folder.WorkDirectory}': {e.Message}" };
            log.WriteAgent(ending.Reason);
        }

        lock (_lock)
        {
            log.EndStreams();
            log.Finish();
        }

        AtomicFile.Write(order.Folder.State, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(ending with { CompletedAt = time.GetUtcNow(), LogTruncated = log.IsTruncated }, JobRecordJson.Default.StateRecord));
        news.Tell(SupervisorNews.Complete);
        return 0;
    }

    private StateRecord Watch(JobObjectProcess process, LogWriter log, StateRecord ending)
    {
        Task[] copies = [Copy(process.Output, LogStream.Stdout, log), Copy(process.Error, LogStream.Stderr, log)];
        var clock = new StopClock(order, time);
        StopReason? stop = null;
        while (!process.WaitForExit(clock.UntilNext) && (stop = clock.Ask(lookNow: false)) is null)
        {
        }

        var survivors = stop is null ? 0 : Stop(process, stop, log);
        var detached = !Task.WaitAll(copies, DrainTime);
        return ending with
        {
            Outcome = stop?.Outcome ?? (process.ExitCode == 0 ? JobOutcome.Succeeded : JobOutcome.Failed),
            ExitCode = survivors > 0 ? ScriptExitCodes.Abandoned : stop?.ExitCode ?? process.ExitCode ?? ScriptExitCodes.Fatal,
            ProcessExitCode = process.ExitCode,
            Reason = survivors > 0 ? $"{stop!.Reason} {survivors} of its processes would not die and were abandoned; look for them on the machine." : stop?.Reason,
            OutputDetached = detached,
        };
    }

    private int Stop(JobObjectProcess process, StopReason reason, LogWriter log)
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

    private Task Copy(Stream stream, LogStream name, LogWriter log) => Task.Run(() =>
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            lock (_lock)
            {
                log.Write(name, buffer.AsSpan(0, count));
            }
        }
    });
}
