using System.Globalization;
using System.Text;
using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Platform.Directories;
using Tentacle.Core.Platform.Storage;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>
/// Records that cannot be read or understood, each in a directory <c>TIME-NAME</c> of its own with a note of why. They stay until they are deleted or put
/// back: what is in them may be all that is left of a job. All members are safe to use from any thread.
/// </summary>
/// <param name="root">Where they are; made when there is a first one.</param>
public sealed class DamagedRecords(string root)
{
    /// <summary>How long one is kept that is neither deleted nor put back.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private const string NoteName = "note.json";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const int LongestName = 150;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _inPlace = [];

    /// <summary>Where they are.</summary>
    public string Root => root;

    /// <summary>Damaged records that could not even be moved, by path, with what is wrong with them.</summary>
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

    /// <summary>All that are set aside, the oldest first.</summary>
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

    /// <summary>Moves a record, a folder or a file, out of the way.</summary>
    /// <param name="path">What is damaged.</param>
    /// <param name="note">Why, and which job's it is.</param>
    /// <returns>Where it is now; null when it could not be moved and is where it was.</returns>
    public DamagedRecord? SetAside(string path, DamageNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        string? directory = null;
        try
        {
            OwnerOnlyDirectory.Create(root);
            directory = Path.Combine(root, NameFor(note));
            OwnerOnlyDirectory.Create(directory);

            // The note first: once the record is gone from its place, it is all that keeps the ticket known.
            AtomicFile.WriteNew(Path.Combine(directory, NoteName), JsonSerializer.SerializeToUtf8Bytes(note, JobRecordJson.Default.DamageNote));
            AtomicFile.FlushDirectory(directory);
            AtomicFile.FlushDirectory(root);
            using var from = OpenDirectory.Open(RealPath.Of(Path.GetDirectoryName(path)!));
            using var to = OpenDirectory.Open(RealPath.Of(directory));
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

    /// <summary>What a moved record is called in its directory: as before, but for the one name that the note has.</summary>
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

        // TIME-NAME: the time has no hyphen.
        var name = Path.GetFileName(directory);
        var ticket = name[(name.IndexOf('-', StringComparison.Ordinal) + 1)..];
        var at = DateTimeOffset.TryParseExact(name.Split('-')[0], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : new DateTimeOffset(Directory.GetLastWriteTimeUtc(directory));
        return new DamagedRecord(directory, new DamageNote
        {
            Name = ticket,
            Ticket = JobTicket.TryParse(ticket, null, out var parsed) && Directory.Exists(Path.Combine(directory, PlaceOf(ticket))) ? parsed : null,
            At = at,
            Reason = "the note of why it was set aside is damaged, too",
        });
    }

    private static string Shorten(string name) => Encoding.UTF8.GetByteCount(name) <= LongestName ? name : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}

/// <summary>One that is set aside.</summary>
/// <param name="Directory">Where it is.</param>
public sealed record DamagedRecord(string Directory, DamageNote Note)
{
    /// <summary>What was moved.</summary>
    public string Place => Path.Combine(Directory, DamagedRecords.PlaceOf(Note.Name));
}
