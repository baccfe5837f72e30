using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tentacle.Platform.Directories;

namespace Tentacle.Jobs.Format.Records;

/// <summary>Reads and checks records of any content. Damage is returned as a value, not thrown.</summary>
public static class RecordReader
{
    // Enough for a script of 16 MiB with every character escaped in JSON.
    private const int MaxBytesOfJob = 128 << 20;
    private const int MaxBytes = 1 << 20;
    private const long LastSequence = 1L << 53;

    public static FoundRecord<JobRecord> ReadJob(JobFolder folder)
    {
        var found = Read(folder.Job, JobRecordJson.Default.JobRecord, r => r.Version, MaxBytesOfJob);
        return found switch
        {
            { Value: { } record } when Check(record, folder) is { } damage => new(null, $"job.json {damage}"),
            { Value: null, Damage: null } => new(null, "job.json is missing"),
            _ => found,
        };
    }

    public static FoundRecord<StartedRecord> ReadStarted(string path) => Read(path, JobRecordJson.Default.StartedRecord, r => r.Version);

    public static FoundRecord<ResumeRecord> ReadResume(JobFolder folder) => Read(folder.Resume, JobRecordJson.Default.ResumeRecord, r => r.Version);

    public static FoundRecord<StateRecord> ReadState(JobFolder folder)
    {
        var found = Read(folder.State, JobRecordJson.Default.StateRecord, r => r.Version);
        return found.Value is { } state && !Enum.IsDefined(state.Outcome)
            ? new(null, $"state.json has the outcome {state.Outcome}, which is not known")
            : found;
    }

    public static FoundRecord<DamageNote> ReadNote(string path) => Read(path, JobRecordJson.Default.DamageNote, r => r.Version);

    private static FoundRecord<T> Read<T>(string path, JsonTypeInfo<T> type, Func<T, int> versionOf, int mostBytes = MaxBytes)
        where T : class
    {
        var name = Path.GetFileName(path);
        switch (RecordFile.Read(path, mostBytes))
        {
            case RecordContent.Missing:
                return default;
            case RecordContent.Unreadable(var reason, _):
                return new(null, $"{name} cannot be read: {reason}");
            case RecordContent.Whole(var bytes):
                return Parse(bytes, name, type, versionOf);
            default:
                throw new InvalidOperationException(path);
        }
    }

    private static FoundRecord<T> Parse<T>(byte[] bytes, string name, JsonTypeInfo<T> type, Func<T, int> versionOf)
        where T : class
    {
        try
        {
            var value = JsonSerializer.Deserialize(bytes, type);
            return value is null ? new(null, $"{name} holds nothing")
                : versionOf(value) is not JobRecord.CurrentVersion and var version ? new(
                    null,
                    $"{name} has version {version}, and this Tentacle reads version {JobRecord.CurrentVersion}")
                : new(value, null);
        }
        catch (Exception e) when (
            e is JsonException or FormatException or ArgumentException or InvalidOperationException or NotSupportedException or OverflowException)
        {
            return new(null, bytes.Length == 0 ? $"{name} is empty" : $"{name} is not a record: {e.Message}");
        }
    }

    private static string? Check(JobRecord record, JobFolder folder) =>
        record.Ticket.FolderName != Path.GetFileName(folder.Directory) ? $"is that of the job '{record.Ticket}', and its folder is another job's"
        : record.Sequence is < 1 or > LastSequence ? $"has the sequence number {record.Sequence}"
        : HasNull(record) ? "has null where a value must be"
        : null;

    // The serializer rejects null in members, but not in elements of lists.
    private static bool HasNull(JobRecord record) =>
        record.Request is var request
        && (request.Arguments.Any(a => a is null) || request.SensitiveValues.Any(v => v is null) || request.Files.Any(f => f is null)
            || request.Environment.Values.Any(v => v is null) || request.Labels.Values.Any(v => v is null));
}
