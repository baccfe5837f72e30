using System.Globalization;
using System.Text;
using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Jobs.Site;

/// <summary>
/// Records that cannot be read or understood, each in its own directory <c>TIME-NAME</c> with a note of the reason. They are kept for <see cref="Kept"/> unless
/// they are deleted or restored earlier, because their content may be all that is left of a job. All members are safe to use from any thread.
/// </summary>
/// <param name="root">The directory of damaged records. It is created with the first one.</param>
public sealed class DamagedRecords(string root)
{
    /// <summary>The retention period of a damaged record that is neither deleted nor restored.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private const string NoteName = "note.json";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const int MaxNameLength = 150;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _inPlace = [];

    /// <summary>The directory of damaged records.</summary>
    public string Root => root;

    /// <summary>Damaged records that could not be moved: the reason by path.</summary>
    public IReadOnlyDictionary<string, string> InPlace
    {
        get
        {
            lock (_lock)
            {
                return _inPlace.Where(pair => RecordFile.IsThere(pair.Key)).ToDictionary();
            }
        }
    }

    /// <summary>All damaged records that were set aside, oldest first. Empty when the directory cannot be read.</summary>
    public IReadOnlyList<DamagedRecord> All()
    {
        try
        {
            return Directory.Exists(root)
                ? [.. Directory.EnumerateDirectories(root).Where(d => !Path.GetFileName(d).StartsWith('.')).Order(StringComparer.Ordinal).Select(Read)]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Moves a damaged record, a folder or a file, into the directory of damaged records.</summary>
    /// <param name="path">The damaged folder or file.</param>
    /// <param name="note">The reason, and the job that the record belongs to.</param>
    /// <returns>The moved record. Null when it could not be moved and stays in its place.</returns>
    public DamagedRecord? SetAside(string path, DamageNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        string? directory = null;
        try
        {
            OwnerOnlyDirectory.Create(root);
            directory = Path.Combine(root, NameFor(note));
            OwnerOnlyDirectory.Create(directory);

            // The note is written first. Once the record is gone from its place, only the note keeps the ticket known.
            AtomicFile.WriteNew(Path.Combine(directory, NoteName), JsonSerializer.SerializeToUtf8Bytes(note, JobRecordJson.Default.DamageNote));
            AtomicFile.FlushDirectory(directory);
            AtomicFile.FlushDirectory(root);
            using var from = OpenDirectory.Open(RealPath.Resolve(Path.GetDirectoryName(path)!));
            using var to = OpenDirectory.Open(RealPath.Resolve(directory));
            from.Move(Path.GetFileName(path), to, PlaceOf(note.Name));
            to.Flush();
            from.Flush();
            return new DamagedRecord(directory, note);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (directory is not null)
            {
                DirectoryRemoval.Remove(directory);
            }

            lock (_lock)
            {
                _inPlace[path] = $"{note.Reason}; it could not be set aside either: {e.Message}";
            }

            return null;
        }
    }

    /// <summary>
    /// The name of a moved record in its directory: its former name, a hash when that is too long, or <c>moved</c> when it is the name of the note.
    /// </summary>
    internal static string PlaceOf(string name) => name.Equals(NoteName, StringComparison.OrdinalIgnoreCase) ? "moved" : Shorten(name);

    private string NameFor(DamageNote note)
    {
        var name = $"{note.At.ToString(TimeFormat, CultureInfo.InvariantCulture)}-{Shorten(note.Name)}";
        var free = name;
        for (var i = 2; RecordFile.IsThere(Path.Combine(root, free)); i++)
        {
            free = $"{name}.{i.ToString(CultureInfo.InvariantCulture)}";
        }

        return free;
    }

    private static DamagedRecord Read(string directory)
    {
        if (RecordReader.ReadNote(Path.Combine(directory, NoteName)).Value is { } note)
        {
            return new DamagedRecord(directory, note);
        }

        // The name is TIME-NAME, and the time contains no hyphen.
        var name = Path.GetFileName(directory);
        var ticket = name[(name.IndexOf('-', StringComparison.Ordinal) + 1)..];
        var at = DateTimeOffset.TryParseExact(name.Split('-')[0], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : new DateTimeOffset(Directory.GetLastWriteTimeUtc(directory));
        return new DamagedRecord(directory, new DamageNote
        {
            Name = ticket,
            Ticket = JobTicket.TryParse(ticket, null, out var parsed) && Directory.Exists(Path.Combine(directory, PlaceOf(ticket))) ? parsed : null,
            At = at,
            Reason = "the note of why it was set aside is damaged, too",
        });
    }

    private static string Shorten(string name) =>
        Encoding.UTF8.GetByteCount(name) <= MaxNameLength
            ? name
            : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
