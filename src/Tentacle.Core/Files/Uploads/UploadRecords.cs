using System.Text.Json;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Files.Uploads;

/// <summary>The records of uploads, one file per upload.</summary>
internal sealed class UploadRecords(string directory)
{
    private const string Extension = ".json";
    private const int MaxBytes = 1 << 20;

    /// <summary>Writes a record durably.</summary>
    /// <exception cref="StorageException">The instance's home cannot be written.</exception>
    public void Save(UploadRecord record)
    {
        var path = PathOf(record.Id);
        try
        {
            AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(record, UploadRecordJson.Default.UploadRecord));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw StorageException.From(e, path);
        }
    }

    public void Delete(UploadRecord record) => File.Delete(PathOf(record.Id));

    /// <summary>Reads all records. A record that a crash left incomplete is removed, because its upload had not begun.</summary>
    public IReadOnlyList<UploadRecord> Load()
    {
        OwnerOnlyDirectory.Create(directory);
        var records = new List<UploadRecord>();
        foreach (var path in Directory.GetFileSystemEntries(directory))
        {
            if (path.EndsWith(Extension, StringComparison.Ordinal) && Read(path) is { } record)
            {
                records.Add(record);
            }
            else
            {
                // A file that cannot be removed does no harm here.
                DirectoryRemoval.Remove(path);
            }
        }

        return records;
    }

    private static UploadRecord? Read(string path)
    {
        try
        {
            return RecordFile.Read(path, MaxBytes) is RecordContent.Whole(var bytes)
                && JsonSerializer.Deserialize(bytes, UploadRecordJson.Default.UploadRecord) is { } record
                && IsWhole(record, path)
                ? record
                : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    // A record that can be parsed may still contain invalid values.
    private static bool IsWhole(UploadRecord record, string path) =>
        record.Id == Path.GetFileNameWithoutExtension(path)
        && Path.IsPathFullyQualified(record.Real)
        && Path.GetFileName(record.Real).Length > 0
        && record.TouchedAt < DateTimeOffset.MaxValue - UploadStore.Lifetime
        && record.Durable >= 0;

    private string PathOf(string id) => Path.Combine(directory, id + Extension);
}
