using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Core.Jobs.Logs;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Platform.Directories;
using Tentacle.Core.Platform.Processes;
using Tentacle.Core.Platform.Storage;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>Reads and writes the records in a job's folder.</summary>
internal static class JobFiles
{
    private const int LongestPath = 4096;

    public static JobRecord? ReadJob(JobFolder folder) => RecordReader.ReadJob(folder).Value;

    /// <summary>The latest run's; null while the job was not started. A damaged record counts as started by nobody that lives: it must not start again.</summary>
    public static StartedRecord? ReadStarted(JobFolder folder)
    {
        var found = FindStarted(folder, out var run);
        return found.Damage is null ? found.Value : new StartedRecord(new ProcessIdentity(0, 0, "unknown"), File.GetLastWriteTimeUtc(folder.Started(run))) { Run = run };
    }

    /// <summary>The latest run's record, damaged or not.</summary>
    /// <param name="folder">The job's.</param>
    /// <param name="run">Its number; 0 while the job was not started.</param>
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

    /// <summary>The idempotency key, hashed, by the name of a file in the folder; null where there is none.</summary>
    public static string? FindKey(JobFolder folder)
    {
        try
        {
            return Directory.EnumerateFiles(folder.Directory, JobFolder.KeyPrefix + "*").Select(Path.GetFileName).FirstOrDefault()?[JobFolder.KeyPrefix.Length..];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static ResumeRecord? ReadResume(JobFolder folder) => RecordReader.ReadResume(folder).Value;

    /// <summary>Bytes of the log up to the end of its last whole record; 0 while there is none.</summary>
    public static long ReadLogLength(JobFolder folder)
    {
        using var log = OpenLog(folder);
        return log is null ? 0 : LogTail.EndOfRecords(log);
    }

    /// <summary>The log, to read; null while there is none, or when something else is in its place.</summary>
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

    /// <summary>Null where the job has none.</summary>
    public static string? ReadControlGroup(JobFolder folder) =>
        RecordFile.Read(folder.ControlGroup, LongestPath) is RecordContent.Whole(var bytes) ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    public static StateRecord? ReadState(JobFolder folder) => RecordReader.ReadState(folder).Value;

    public static void WriteState(JobFolder folder, StateRecord state) =>
        AtomicFile.Write(folder.State, JsonSerializer.SerializeToUtf8Bytes(state, JobRecordJson.Default.StateRecord));

    /// <summary>
    /// What the agent itself says, while no supervisor writes the log. Half a record at its end, from a supervisor that died while it wrote, is taken
    /// away: no reader has seen it. False when there was no room.
    /// </summary>
    public static bool AppendAgentRecord(JobFolder folder, DateTimeOffset now, string text)
    {
        var record = JsonSerializer.SerializeToUtf8Bytes(new LogRecord { Time = now, Stream = LogStream.Agent, Text = text }, ApiJson.Default.LogRecord);
        try
        {
            using var log = AppendedFile.Open(folder.Log);
            return LogTail.Append(log, [.. record, (byte)'\n']);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // Not supported: something that has no length is in its place.
            return false;
        }
    }
}
