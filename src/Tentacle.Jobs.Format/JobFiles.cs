using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Jobs.Format.Logs;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Processes;
using Tentacle.Platform.Storage;

namespace Tentacle.Jobs.Format;

/// <summary>Reads and writes the records in a job's folder.</summary>
public static class JobFiles
{
    private const int MaxPathLength = 4096;

    public static JobRecord? ReadJob(JobFolder folder) => RecordReader.ReadJob(folder).Value;

    /// <summary>
    /// The start record of the latest run. Null when the job was not started. A damaged record counts as a start by a process that is gone, so that the job
    /// does not start again.
    /// </summary>
    public static StartedRecord? ReadStarted(JobFolder folder)
    {
        var found = FindStarted(folder, out var run);
        return found.Damage is null ? found.Value : new StartedRecord(new ProcessIdentity(0, 0, "unknown"), File.GetLastWriteTimeUtc(folder.Started(run)))
        {
            Run = run,
        };
    }

    /// <summary>The start record of the latest run, intact or damaged.</summary>
    /// <param name="folder">The job's folder.</param>
    /// <param name="run">The number of that run; 0 when the job was not started.</param>
    public static FoundRecord<StartedRecord> FindStarted(JobFolder folder, out int run)
    {
        run = 0;
        while (RecordFile.IsThere(folder.Started(run + 1)))
        {
            run++;
        }

        if (run == 0)
        {
            return default;
        }

        var found = RecordReader.ReadStarted(folder.Started(run));
        return found.Value is { } started && started.Run != run ? new(null, $"{Path.GetFileName(folder.Started(run))} is that of run {started.Run}") : found;
    }

    /// <summary>The hashed idempotency key, from a file name in the folder. Null when there is none.</summary>
    public static string? FindKey(JobFolder folder)
    {
        try
        {
            return Directory.EnumerateFiles(folder.Directory, JobFolder.KeyPrefix + "*").Select(Path.GetFileName)
                .FirstOrDefault()?[JobFolder.KeyPrefix.Length..];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static ResumeRecord? ReadResume(JobFolder folder) => RecordReader.ReadResume(folder).Value;

    /// <summary>Length of the log in bytes, up to the end of its last complete record; 0 when there is no log.</summary>
    public static long ReadLogLength(JobFolder folder)
    {
        using var log = OpenLog(folder);
        return log is null ? 0 : LogTail.EndOfRecords(log);
    }

    /// <summary>Opens the log for reading. Null when there is no log, or it cannot be read or is not a regular file.</summary>
    public static SafeFileHandle? OpenLog(JobFolder folder)
    {
        try
        {
            return RecordFile.TryOpen(folder.Log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The path of the job's control group. Null when the job has none.</summary>
    public static string? ReadControlGroup(JobFolder folder) =>
        RecordFile.Read(folder.ControlGroup, MaxPathLength) is RecordContent.Whole(var bytes) ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    public static StateRecord? ReadState(JobFolder folder) => RecordReader.ReadState(folder).Value;

    public static void WriteState(JobFolder folder, StateRecord state) =>
        AtomicFile.Write(folder.State, JsonSerializer.SerializeToUtf8Bytes(state, JobRecordJson.Default.StateRecord));

    /// <summary>
    /// Appends a message of the agent to the log when no supervisor writes to it. A truncated record at the end, from a supervisor that died during a write, is
    /// removed first; no reader has seen it. False when the message could not be written.
    /// </summary>
    public static bool AppendAgentRecord(JobFolder folder, DateTimeOffset now, string text)
    {
        var record = JsonSerializer.SerializeToUtf8Bytes(new LogRecord { Time = now, Stream = LogStream.Agent, Text = text }, ApiJson.Default.LogRecord);
        try
        {
            using var log = AppendedFile.Open(folder.Log);
            return LogTail.Append(log, [.. record, LogTail.RecordEnd]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // NotSupportedException: the file in the log's place has no length, for example a pipe.
            return false;
        }
    }
}
