using Tentacle.Core.Platform.Directories;

namespace Tentacle.Core.Files.Access;

/// <summary>
/// Decides which paths callers may read and write, by where they really lead. What it lets through is opened step by step without following a
/// link (<see cref="OpenDirectory"/>), so a link that is put there in between leads nowhere.
/// </summary>
public sealed class PathGate
{
    private readonly string _base;
    private readonly string[] _own;
    private readonly string[] _kept;
    private readonly SecretFiles? _secrets;
    private volatile IReadOnlyList<string> _roots;

    /// <summary>For the files of a machine.</summary>
    public PathGate(FileSite site, IReadOnlyList<string> roots)
    {
        ArgumentNullException.ThrowIfNull(site);
        _base = site.HomeDirectory;
        _roots = roots;

        _secrets = new SecretFiles(site);

        // Under both names: a home that is reached through a link must not lose the link either.
        _own = [.. site.Own.SelectMany(Names).Distinct()];
        _kept = [.. site.Kept.SelectMany(Names).Distinct()];
    }

    private PathGate(string directory, SecretFiles? secrets) => (_base, _roots, _own, _kept, _secrets) = (directory, [directory], [], [], secrets);

    /// <summary>For one directory that nothing leads out of.</summary>
    public PathGate Within(string directory) => new(directory, _secrets);

    /// <summary>The directories that all paths must lie in; none means no such limit. Takes effect at once.</summary>
    public IReadOnlyList<string> Roots
    {
        get => _roots;
        set => _roots = value;
    }

    /// <summary>For reading: links are followed.</summary>
    public FilePlace Read(string path)
    {
        var place = Follow(path);
        return _secrets?.Has(place.Real) == true ? throw Secret(path) : place;
    }

    /// <summary>For reading what was found at a place: it may be one of the agent's secrets under another name.</summary>
    public void CheckReadable(string path, FileStatus status)
    {
        if (_secrets?.Has(status) == true)
        {
            throw Secret(path);
        }
    }

    /// <summary>For writing: a link at the end is followed, and what it points at is written.</summary>
    public FilePlace Write(string path)
    {
        var place = Follow(path);
        CheckNotProtected(path, place.Real);
        return PathText.NamesDirectory(path)
            ? throw new FileRefusedException(FileRefusal.IsDirectory, $"'{path}' ends with a separator, so it names a directory. Name a file.")
            : place;
    }

    /// <summary>For deleting: a link at the end is what is deleted.</summary>
    public FilePlace Delete(string path)
    {
        var full = PathText.ToAbsolute(path, _base);
        var place = Admit(path, RealPath.Of(full, followLast: false));
        CheckNotProtected(path, place.Real);
        CheckNotProtected(path, full);
        return RealRoots().Any(root => RealPath.IsWithin(root, place.Real))
            ? throw Protected(path, "it holds one of the directories that files are confined to")
            : place;
    }

    private FilePlace Follow(string path) => Admit(path, RealPath.Of(PathText.ToAbsolute(path, _base)));

    private static FileRefusedException Secret(string path) => Protected(path, "it is one of the agent's secrets, which are not shown");

    private static IEnumerable<string> Names(string path) => [path, RealPath.Of(path)];

    private IEnumerable<string> RealRoots() => _roots.Select(root => RealPath.Of(Path.TrimEndingDirectorySeparator(root)));

    private FilePlace Admit(string path, string real)
    {
        if (_roots.Count > 0 && !RealRoots().Any(root => RealPath.IsWithin(real, root)))
        {
            throw new FileRefusedException(FileRefusal.NotAllowed, $"'{path}' lies outside of the directories that files are confined to: {string.Join(", ", _roots)}. Use a path in one of them.");
        }

        return new FilePlace(path, real);
    }

    private void CheckNotProtected(string path, string real)
    {
        if (Path.GetPathRoot(real) == real)
        {
            throw Protected(path, "it is the root of a file system");
        }

        if (_own.Any(own => RealPath.IsWithin(real, own)) || _secrets?.Has(real) == true)
        {
            throw Protected(path, "it is one of the agent's own files");
        }

        if (_own.Concat(_kept).Any(kept => RealPath.IsWithin(kept, real)))
        {
            throw Protected(path, "it is the agent's home, or holds files of the agent");
        }
    }

    private static FileRefusedException Protected(string path, string why) =>
        new(FileRefusal.Protected, $"'{path}' is protected: {why}. Use another path.");
}

/// <summary>A path that was let through.</summary>
/// <param name="Path">As the caller wrote it.</param>
/// <param name="Real">Absolute and without links.</param>
public sealed record FilePlace(string Path, string Real)
{
    public string Name => System.IO.Path.GetFileName(Real);

    /// <summary>Where its directory is; for the root of a file system itself.</summary>
    public string Directory => System.IO.Path.GetDirectoryName(Real) ?? Real;

    /// <summary>A root has no name in a directory.</summary>
    public bool IsRoot => Name.Length == 0;
}
