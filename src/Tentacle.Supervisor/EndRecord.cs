using System.Text.Json;
using Tentacle.Jobs.Format.Logs;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform;
using Tentacle.Platform.Processes;
using Tentacle.Platform.Storage;

namespace Tentacle.Supervisor;

/// <summary>
/// Ends the log and writes the last record of a run. A disk that is full at this moment must not lose the result, so writes are retried for up to 10 minutes.
/// </summary>
internal sealed class EndRecord(LaunchSpec spec, LogWriter log, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public void Write(Ending end, StartedRecord started)
    {
        log.EndStreams();
        if (end is { IsUnsaid: true, Reason: { } reason })
        {
            log.WriteAgent(reason);
        }

        log.Finish();
        if (end.Resumes)
        {
            var resume = new ResumeRecord(spec.Run, ProcessIdentity.Boot, time.GetUtcNow());
            Write(spec.Folder.Resume, JsonSerializer.SerializeToUtf8Bytes(resume, JobRecordJson.Default.ResumeRecord));
            return;
        }

        // An agent that considered this process stalled has ended the job. The result that it reported to its callers stays valid.
        if (File.Exists(spec.Folder.State))
        {
            return;
        }

        Write(spec.Folder.State, JsonSerializer.SerializeToUtf8Bytes(State(end, started), JobRecordJson.Default.StateRecord));
        File.Delete(spec.Folder.Secrets);
    }

    private StateRecord State(Ending end, StartedRecord started) => new()
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
    };

    private void Write(string path, byte[] content)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                AtomicFile.Write(path, content);
                return;
            }
            catch (IOException) when (time.GetElapsedTime(began) < Patience)
            {
                BlockingPause.Wait(Interval);
            }
        }
    }
}
