using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Core.Jobs.Logs;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Platform.Processes;
using Tentacle.Core.Platform.Storage;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>Reads and writes the records in a job's folder.</summary>
internal static class JobFiles
{
    public static JobRecord? ReadJob(JobFolder folder) => Read(folder.Job, JobRecordJson.Default.JobRecord);

    /// <summary>The latest run's; null while the job was not started. A damaged record counts as started by nobody that lives: it must not start again.</summary>
    public static StartedRecord? ReadStarted(JobFolder folder)
    {
        var run = 0;
        while (File.Exists(folder.Started(run + 1)))
        {
            run++;
        }

        return run == 0 ? null
            : Read(folder.Started(run), JobRecordJson.Default.StartedRecord)
            ?? new StartedRecord(new ProcessIdentity(0, 0, "unknown"), File.GetLastWriteTimeUtc(folder.Started(run))) { Run = run };
    }

    public static ResumeRecord? ReadResume(JobFolder folder) => Read(folder.Resume, JobRecordJson.Default.ResumeRecord);

    /// <summary>Bytes of the log up to the end of its last whole record; 0 while there is none.</summary>
    public static long ReadLogLength(JobFolder folder)
    {
        if (!File.Exists(folder.Log))
        {
            return 0;
        }

        try
        {
            using var log = File.OpenHandle(folder.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return LogTail.EndOfRecords(log);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return 0;
        }
    }

    /// <summary>Null where the job has none.</summary>
    public static string? ReadControlGroup(JobFolder folder) => File.Exists(folder.ControlGroup) ? File.ReadAllText(folder.ControlGroup) : null;

    public static StateRecord? ReadState(JobFolder folder) => Read(folder.State, JobRecordJson.Default.StateRecord);

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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        // Asked again and again while a job runs: not being there is no exception.
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }
}
