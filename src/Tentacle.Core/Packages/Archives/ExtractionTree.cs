using System.Buffers;
using Tentacle.Core.Jobs.Workspaces;
using Tentacle.Core.Trust;

namespace Tentacle.Core.Packages.Archives;

/// <summary>
/// The new, empty directory that an archive is extracted to. Nothing that an archive says gets a file outside of it, over another file or past the
/// limits: names are normalised and known before anything is made, no two differ by case only, and links are made last, so that nothing is ever
/// written through one.
/// </summary>
internal sealed class ExtractionTree(string root, ArchiveLimits limits, long archiveBytes)
{
    private const int BufferSize = 128 * 1024;
    private const UnixFileMode DefaultMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Permissions = (UnixFileMode)0b111_111_111;
    private readonly Dictionary<string, (string Spelled, Kind Kind)> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Name, string Target)> _links = [];

    private enum Kind
    {
        Directory,
        File,
        Link,
    }

    /// <summary>Bytes written so far.</summary>
    public long Bytes { get; private set; }

    public int Files { get; private set; }

    public void AddDirectory(string entry)
    {
        if (Normalize(entry) is { } name)
        {
            Claim(name, entry, Kind.Directory);
            Directory.CreateDirectory(PathOf(name));
        }
    }

    /// <param name="entry">The name in the archive.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="mode">Null where the archive knows none. Only permissions count: no archive makes a program run as somebody else.</param>
    /// <param name="cancellationToken">Looked at between blocks.</param>
    public void AddFile(string entry, Stream content, UnixFileMode? mode, CancellationToken cancellationToken)
    {
        var name = Normalize(entry) ?? throw Refuse(entry, "has no name");
        Claim(name, entry, Kind.File);
        using var file = new FileStream(MakeWay(name), Options(mode));
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = content.Read(buffer, 0, BufferSize)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Count(read);
                file.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        Files++;
    }

    /// <summary>A symbolic link. It is made at the end, and only when it leads to a place inside over no other link.</summary>
    public void AddLink(string entry, string target)
    {
        var name = Normalize(entry) ?? throw Refuse(entry, "has no name");
        Claim(name, entry, Kind.Link);
        _links.Add((name, target));
    }

    /// <summary>A second name of a file that came before; here it becomes a copy.</summary>
    public void AddHardLink(string entry, string target, CancellationToken cancellationToken)
    {
        if (Normalize(target) is not { } name || !_entries.TryGetValue(name, out var known) || known.Kind != Kind.File || known.Spelled != name)
        {
            throw Refuse(entry, $"is a hard link to '{ClaimedText.Escape(target)}', which is no file that came before it in the archive");
        }

        using var original = File.OpenRead(PathOf(name));
        AddFile(entry, original, OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(PathOf(name)), cancellationToken);
    }

    /// <summary>Makes the links.</summary>
    public void Finish()
    {
        foreach (var (name, target) in _links)
        {
            CheckTarget(name, target);
            File.CreateSymbolicLink(MakeWay(name), target);
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

    /// <summary>The name with <c>/</c> between its parts; null for the root itself.</summary>
    private static string? Normalize(string entry)
    {
        var name = entry;
        while (name.StartsWith("./", StringComparison.Ordinal))
        {
            name = name[2..];
        }

        name = name.EndsWith('/') || name.EndsWith('\\') ? name[..^1] : name;
        if (name is "" or ".")
        {
            return entry.StartsWith('/') ? throw Refuse(entry, "is an absolute path") : null;
        }

        return WorkspacePath.TryNormalize(name, out var normalized) ? normalized : throw Refuse(entry, $"has a name that cannot be used: it leads out of the package, or some system cannot hold it. {WorkspacePath.Rule}");
    }

    private static PackageException Refuse(string entry, string why) =>
        new($"The package is refused: its entry '{ClaimedText.Escape(entry)}' {why}. Nothing was installed; make the package again without it.");

    private void Claim(string name, string entry, Kind kind)
    {
        for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            ClaimOne(name[..slash], entry, Kind.Directory);
        }

        ClaimOne(name, entry, kind);
    }

    private void ClaimOne(string name, string entry, Kind kind)
    {
        if (_entries.TryAdd(name, (name, kind)))
        {
            if (_entries.Count > limits.MaxEntries)
            {
                throw new PackageException($"The package is refused: it has more than {limits.MaxEntries} files and directories, the most that is extracted. Nothing was installed; split it, or put an archive of them into it.");
            }

            return;
        }

        var known = _entries[name];
        if (known.Spelled != name)
        {
            throw Refuse(entry, $"differs from '{known.Spelled}' by case only: on some systems they are one");
        }

        if (known.Kind != Kind.Directory || kind != Kind.Directory)
        {
            throw Refuse(entry, known.Kind == Kind.Link ? "lies below a link" : "comes twice, or lies below a file");
        }
    }

    private void Count(int bytes)
    {
        Bytes += bytes;
        if (Bytes > limits.MaxBytes)
        {
            throw new PackageException($"The package is refused: extracted it has more than {limits.MaxBytes} bytes, the most that is allowed. Nothing was installed.");
        }

        if (Bytes > limits.RatioFrom && Bytes / limits.MaxRatio > archiveBytes)
        {
            throw new PackageException($"The package is refused: extracted it is more than {limits.MaxRatio} times as large as the archive's {archiveBytes} bytes, as only a trap is. Nothing was installed; send such data as a file of its own.");
        }
    }

    // Lexical resolution is the file system's only while no link is on the way and every '..' stands first.
    private void CheckTarget(string name, string target)
    {
        var parts = target.Split('/').Where(p => p != ".").ToList();
        var up = parts.TakeWhile(p => p == "..").Count();
        var below = parts.Skip(up).ToList();
        if (below.Count > 0 && below[^1].Length == 0)
        {
            below.RemoveAt(below.Count - 1);
        }

        var directory = name.Split('/')[..^1];
        if (target.Length == 0 || target[0] == '/' || target.AsSpan().ContainsAny('\\', '\0', ':') || up > directory.Length || below.Any(p => p is ".." or ""))
        {
            throw Refuse(name, $"is a link to '{ClaimedText.Escape(target)}', which is not surely inside the package");
        }

        string[] path = [.. directory[..^up], .. below];
        for (var length = 1; length < path.Length; length++)
        {
            if (_entries.TryGetValue(string.Join('/', path[..length]), out var passed) && passed.Kind == Kind.Link)
            {
                throw Refuse(name, $"is a link to '{ClaimedText.Escape(target)}', over another link: where that leads cannot be known");
            }
        }
    }

    private string PathOf(string name) => Path.Combine(root, Path.Combine(name.Split('/')));

    private string MakeWay(string name)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
