using System.Globalization;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Tentacle.Contracts;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Diagnostics;

/// <summary>
/// The audit log <c>Logs/audit.ndjson</c>: one JSON object per line with the caller, its address, the call and the result. Each day has its own file,
/// and the files of 90 days are kept.
/// </summary>
public sealed class AuditTrail(string directory, TimeProvider time)
{
    private const string FileName = "audit.ndjson";
    private const string DayFormat = "yyyyMMdd";
    private const byte NewLine = (byte)'\n';
    private const int DaysKept = 90;

    private readonly Lock _lock = new();
    private readonly string _path = Path.Combine(directory, FileName);

    /// <exception cref="IOException">The record cannot be written.</exception>
    public void Add(AuditRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);

        // The values themselves are escaped, not only their JSON, because programs print the values.
        var visible = record with { Who = VisibleText.Escape(record.Who), From = VisibleText.Escape(record.From), What = VisibleText.Escape(record.What) };
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(visible, DiagnosticsJson.Default.AuditRecord), NewLine];
        lock (_lock)
        {
            BeginDay(time.GetUtcNow().UtcDateTime.Date);
            using var file = Open();
            FileBytes.Write(file, line, RandomAccess.GetLength(file));
        }
    }

    private SafeFileHandle Open()
    {
        // Opening a named pipe blocks until a reader opens it.
        if (RecordFile.StatusOf(_path) is { Kind: not FileKind.File })
        {
            throw new IOException($"'{_path}' is not a regular file. Remove it, so that calls can be audited again.");
        }

        if (!File.Exists(_path))
        {
            AtomicFile.WriteNew(_path, []);
        }

        return AppendedFile.Open(_path);
    }

    private void BeginDay(DateTime today)
    {
        var file = new FileInfo(_path);
        if (!file.Exists || file.LastWriteTimeUtc.Date == today)
        {
            return;
        }

        file.MoveTo(Path.Combine(directory, $"audit-{file.LastWriteTimeUtc.ToString(DayFormat, CultureInfo.InvariantCulture)}.ndjson"), overwrite: true);
        foreach (var old in Directory.EnumerateFiles(directory, "audit-*.ndjson").Where(path => DayOf(path) is { } day && day < today.AddDays(-DaysKept)))
        {
            File.Delete(old);
        }
    }

    private static DateTime? DayOf(string path) =>
        DateTime.TryParseExact(
            Path.GetFileNameWithoutExtension(path)["audit-".Length..],
            DayFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day)
            ? day
            : null;
}
