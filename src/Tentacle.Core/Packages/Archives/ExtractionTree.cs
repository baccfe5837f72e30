using System.Buffers;
using Tentacle.Core.Packages.Archives.Compression;
using Tentacle.Core.Platform.Storage;
using Tentacle.Core.Trust;

namespace Tentacle.Core.Packages.Archives;

/// <summary>
/// The new, empty directory that an archive is extracted to. Nothing that an archive says gets a file outside of it, over another file or past the
/// limits: names are normalised and known before anything is made, no two are one to this file system, and links are made last, so that nothing is ever
/// written through one.
/// </summary>
internal sealed class ExtractionTree
{
    private const int BufferSize = 128 * 1024;
    private const UnixFileMode DefaultMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Permissions = (UnixFileMode)0b111_111_111;
    private readonly string _root;
    private readonly ExtractionBudget _budget;
    private readonly Dictionary<string, (string Spelled, Kind Kind)> _entries;
    private readonly List<(string Name, string Target)> _links = [];
    private readonly List<(string Name, DateTimeOffset ModifiedAt)> _directoryTimes = [];

    /// <param name="root">There, and empty.</param>
    public ExtractionTree(string root, ArchiveLimits limits, long archiveBytes)
    {
        _root = root;
        _budget = new ExtractionBudget(limits, archiveBytes);
        _entries = new(IgnoresCase(root) ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
    }

    private enum Kind
    {
        Directory,
        File,
        Link,
    }

    /// <summary>Bytes of all files so far, holes included.</summary>
    public long Bytes => _budget.Bytes;

    public int Files { get; private set; }

    /// <summary>In names a backslash stands between parts, not for itself.</summary>
    public bool BackslashSeparates { get; init; }

    public void AddDirectory(string entry, EntryAttributes attributes)
    {
        if (Normalize(entry) is { } name)
        {
            Claim(name, entry, Kind.Directory);
            if (attributes.ModifiedAt is { } time)
            {
                _directoryTimes.Add((name, time));
            }
        }
    }

    /// <param name="entry">The name in the archive.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="cancellationToken">Looked at between blocks.</param>
    public void AddFile(string entry, Stream content, EntryAttributes attributes, CancellationToken cancellationToken) =>
        Write(entry, attributes, file => Copy(content, file, cancellationToken));

    /// <summary>A file with holes, which it has here as well where the file system can.</summary>
    /// <param name="content">The parts of the layout, one after the other.</param>
    public void AddSparseFile(string entry, Stream content, SparseLayout layout, EntryAttributes attributes, CancellationToken cancellationToken) =>
        Write(entry, attributes, file =>
        {
            _budget.CountLength(layout.Length - layout.Stored);
            foreach (var (offset, length) in layout.Parts)
            {
                file.Position = offset;
                Copy(new Slice(content, length), file, cancellationToken);
            }

            file.SetLength(layout.Length);
        });

    /// <summary>A symbolic link. It is made at the end, and only when it leads to a place inside over no other link.</summary>
    public void AddLink(string entry, string target)
    {
        var name = Normalize(entry) ?? throw EntryName.Refuse(entry, "has no name");
        Claim(name, entry, Kind.Link);
        _links.Add((name, target));
    }

    /// <summary>A second name of a file that came before; here it becomes a copy.</summary>
    public void AddHardLink(string entry, string target, EntryAttributes attributes, CancellationToken cancellationToken)
    {
        if (Normalize(target) is not { } name || !_entries.TryGetValue(name, out var known) || known.Kind != Kind.File || known.Spelled != name)
        {
            throw EntryName.Refuse(entry, $"is a hard link to '{ClaimedText.Escape(target)}', which is not a file that came before it in the archive");
        }

        using var original = File.OpenRead(PathOf(name));
        var mode = OperatingSystem.IsWindows() ? (UnixFileMode?)null : File.GetUnixFileMode(original.SafeFileHandle);
        AddFile(entry, original, attributes with { Mode = mode }, cancellationToken);
    }

    /// <summary>Makes the links, and gives the directories their times, which change while files are made in them.</summary>
    public void Finish()
    {
        foreach (var (name, target) in _links)
        {
            EntryName.CheckTarget(name, target, n => _entries.TryGetValue(n, out var passed) && passed.Kind == Kind.Link);
            Make(name, () => File.CreateSymbolicLink(PathOf(name), target));
        }

        foreach (var (name, time) in _directoryTimes)
        {
            Directory.SetLastWriteTimeUtc(PathOf(name), time.UtcDateTime);
        }
    }

    private static FileStreamOptions Options(UnixFileMode? mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            // What is installed must stay readable and removable for its owner, whatever the archive says.
            options.UnixCreateMode = mode is { } given ? (given & Permissions) | UnixFileMode.UserRead | UnixFileMode.UserWrite : DefaultMode;
        }

        return options;
    }

    // Some file systems do, on any operating system, and some only in certain directories.
    private static bool IgnoresCase(string root)
    {
        var lower = Path.Combine(root, ".case");
        File.WriteAllBytes(lower, []);
        var ignores = File.Exists(Path.Combine(root, ".CASE"));
        File.Delete(lower);
        return ignores;
    }

    private string? Normalize(string entry) => EntryName.Normalize(entry, BackslashSeparates);

    private void Write(string entry, EntryAttributes attributes, Action<FileStream> write)
    {
        var name = Normalize(entry) ?? throw EntryName.Refuse(entry, "has no name");
        Claim(name, entry, Kind.File);
        using var file = Make(name, () => new FileStream(PathOf(name), Options(attributes.Mode)));
        write(file);
        if (attributes.ModifiedAt is { } time)
        {
            File.SetLastWriteTimeUtc(file.SafeFileHandle, time.UtcDateTime);
        }

        Files++;
    }

    private void Copy(Stream content, FileStream file, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = content.Read(buffer, 0, BufferSize)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _budget.CountWritten(read);
                file.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Claim(string name, string entry, Kind kind)
    {
        var known = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            var ancestor = name.AsSpan(0, slash);
            if (!known.TryGetValue(ancestor, out var there))
            {
                Add(ancestor.ToString(), Kind.Directory);
            }
            else
            {
                Agree(there, ancestor, entry, Kind.Directory);
            }
        }

        if (_entries.TryGetValue(name, out var same))
        {
            Agree(same, name, entry, kind);
        }
        else
        {
            Add(name, kind);
        }
    }

    private void Add(string name, Kind kind)
    {
        _budget.CountEntry(name.Length);
        _entries.Add(name, (name, kind));
        if (kind == Kind.Directory)
        {
            Make(name, () => Directory.CreateDirectory(PathOf(name)));
        }
    }

    private static void Agree((string Spelled, Kind Kind) known, ReadOnlySpan<char> name, string entry, Kind kind)
    {
        if (!name.SequenceEqual(known.Spelled))
        {
            throw EntryName.Refuse(entry, $"differs from '{ClaimedText.Escape(known.Spelled)}' by case only, and the file system here holds only one of them");
        }

        if (known.Kind != Kind.Directory || kind != Kind.Directory)
        {
            throw EntryName.Refuse(entry, known.Kind == Kind.Link ? "lies below a link" : "comes twice, or lies below a file");
        }
    }

    // A name that this file system takes for another one, or cannot hold.
    private T Make<T>(string name, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception e) when (e is (IOException or ArgumentException) and not DirectoryNotFoundException && !DiskFull.Is(e))
        {
            var why = Path.Exists(PathOf(name))
                ? "has a name that the file system here takes for that of another entry"
                : $"cannot be made here: {e.Message.TrimEnd('.')}";
            throw EntryName.Refuse(name, why);
        }
    }

    private string PathOf(string name) => Path.Combine(_root, name);
}
