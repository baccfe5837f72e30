using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Platform;

namespace Tentacle.Core.Jobs;

/// <summary>Reads and writes the records in a job's folder.</summary>
internal static class JobFiles
{
    public static JobRecord? ReadJob(JobFolder folder) => Read(folder.Job, JobRecordJson.Default.JobRecord);

    /// <summary>Null while the job was not started. A damaged record counts as started by nobody that lives: it must not start again.</summary>
    public static StartedRecord? ReadStarted(JobFolder folder)
    {
        if (!File.Exists(folder.Started))
        {
            return null;
        }

        return Read(folder.Started, JobRecordJson.Default.StartedRecord)
            ?? new StartedRecord(new ProcessIdentity(0, 0, "unknown"), File.GetLastWriteTimeUtc(folder.Started));
    }

    public static StateRecord? ReadState(JobFolder folder) => Read(folder.State, JobRecordJson.Default.StateRecord);

    public static void WriteState(JobFolder folder, StateRecord state) =>
        AtomicFile.Write(folder.State, JsonSerializer.SerializeToUtf8Bytes(state, JobRecordJson.Default.StateRecord));

    /// <summary>What the agent itself says, while no supervisor writes the log.</summary>
    public static void AppendAgentRecord(JobFolder folder, DateTimeOffset now, string text)
    {
        var record = JsonSerializer.SerializeToUtf8Bytes(new LogRecord { Time = now, Stream = LogStream.Agent, Text = text }, ApiJson.Default.LogRecord);
        using var log = new FileStream(folder.Log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        log.Write([.. record, (byte)'\n']);
    }

    private static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
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
