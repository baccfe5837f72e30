using System.Buffers;
using Tentacle.Archives.Compression;
using Tentacle.Platform.Storage;
using Tentacle.Platform.Text;

namespace Tentacle.Archives;

/// <summary>
/// The new, empty directory into which an archive is extracted. An archive can neither create a file outside of it nor overwrite another file nor exceed the
/// limits. Names are normalized and registered before anything is created, names that the file system considers equal are rejected, and links are created last,
/// so that no file is written through one.
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

    /// <param name="root">An existing, empty directory.</param>
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

    /// <summary>The bytes of all files so far, including holes.</summary>
    public long Bytes => _budget.Bytes;

    public int Files { get; private set; }

    /// <summary>True when a backslash in a name separates its parts.</summary>
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
    /// <param name="content">The content, which is read to its end.</param>
    /// <param name="cancellationToken">Checked between blocks.</param>
    public void AddFile(string entry, Stream content, EntryAttributes attributes, CancellationToken cancellationToken) =>
        Write(entry, attributes, file => Copy(content, file, cancellationToken));

    /// <summary>Adds a file with holes. The holes are kept where the file system supports them.</summary>
    /// <param name="content">The parts of the layout in sequence.</param>
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

    /// <summary>
    /// Adds a symbolic link. The link is created at the end, and only if its target is inside the directory and passes through no other link.
    /// </summary>
    public void AddLink(string entry, string target)
    {
        var name = Normalize(entry) ?? throw EntryName.Refuse(entry, "has no name");
        Claim(name, entry, Kind.Link);
        _links.Add((name, target));
    }

    /// <summary>Adds a hard link to an earlier file. The content of that file is copied.</summary>
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

    /// <summary>Creates the links and sets the times of the directories, which change while files are created in them.</summary>
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
            // The owner must always be able to read and remove the installed files, whatever mode the archive has.
            options.UnixCreateMode = mode is { } given ? (given & Permissions) | UnixFileMode.UserRead | UnixFileMode.UserWrite : DefaultMode;
        }

        return options;
    }

    // Some file systems ignore case, on any operating system, and some only in certain directories.
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

    // Reports a name that the file system considers equal to another one, or cannot hold.
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
