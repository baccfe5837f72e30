using Tentacle.Platform.Directories;

namespace Tentacle.Core.Files.Access;

/// <summary>
/// Decides which paths callers may read and write, after resolving links. An admitted path is opened one directory at a time without following links
/// (<see cref="OpenDirectory"/>), so a link that is created in the meantime has no effect.
/// </summary>
public sealed class PathGate
{
    private readonly string _base;
    private readonly string[] _own;
    private readonly string[] _kept;
    private readonly SecretFiles? _secrets;
    private readonly Func<IReadOnlyList<string>> _roots;

    /// <summary>Creates a gate for all files of the machine.</summary>
    /// <param name="site">The directories of the instance.</param>
    /// <param name="roots">
    /// Returns the directories that all paths must lie in. It is called for every path, because they can change. An empty list sets no limit.
    /// </param>
    public PathGate(FileSite site, Func<IReadOnlyList<string>> roots)
    {
        ArgumentNullException.ThrowIfNull(site);
        _base = site.HomeDirectory;
        _roots = roots;

        _secrets = new SecretFiles(site);

        // Both names are protected, because a link to the home must not be deleted either.
        _own = [.. site.Own.SelectMany(Names).Distinct()];
        _kept = [.. site.Kept.SelectMany(Names).Distinct()];
    }

    private PathGate(string directory, SecretFiles? secrets) => (_base, _roots, _own, _kept, _secrets) = (directory, () => [directory], [], [], secrets);

    /// <summary>Creates a gate for one directory. No path leads out of it.</summary>
    public PathGate Within(string directory) => new(directory, _secrets);

    /// <summary>Resolves a path for reading. Links are followed.</summary>
    public FilePlace Read(string path)
    {
        var place = Follow(path);
        return _secrets?.Has(place.Real) == true ? throw Secret(path) : place;
    }

    /// <summary>Checks a file that was found at a path. The file may be one of the agent's secrets under another name.</summary>
    public void CheckReadable(string path, FileStatus status)
    {
        if (_secrets?.Has(status) == true)
        {
            throw Secret(path);
        }
    }

    /// <summary>Resolves a path for writing. A link at the end is followed, and its target is written.</summary>
    public FilePlace Write(string path)
    {
        var place = Follow(path);
        CheckNotProtected(path, place.Real);
        return PathText.NamesDirectory(path)
            ? throw new FileRefusedException(FileRefusal.IsDirectory, $"'{path}' ends with a separator, so it names a directory. Name a file.")
            : place;
    }

    /// <summary>Resolves a path for deleting. A link at the end is deleted itself.</summary>
    public FilePlace Delete(string path)
    {
        var full = PathText.ToAbsolute(path, _base);
        var place = Admit(path, RealPath.Resolve(full, followLast: false));
        CheckNotProtected(path, place.Real);
        CheckNotProtected(path, full);
        return RealRoots().Any(root => RealPath.IsWithin(root, place.Real))
            ? throw Protected(path, "it holds one of the directories that files are confined to")
            : place;
    }

    private FilePlace Follow(string path) => Admit(path, RealPath.Resolve(PathText.ToAbsolute(path, _base)));

    private static FileRefusedException Secret(string path) => Protected(path, "it is one of the agent's secrets, which are not shown");

    private static IEnumerable<string> Names(string path) => [path, RealPath.Resolve(path)];

    private IEnumerable<string> RealRoots() => _roots().Select(root => RealPath.Resolve(Path.TrimEndingDirectorySeparator(root)));

    private FilePlace Admit(string path, string real)
    {
        if (_roots() is { Count: > 0 } roots && !RealRoots().Any(root => RealPath.IsWithin(real, root)))
        {
            throw new FileRefusedException(
                FileRefusal.NotAllowed,
                $"'{path}' lies outside of the directories that files are confined to: {string.Join(", ", roots)}. Use a path in one of them.");
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
