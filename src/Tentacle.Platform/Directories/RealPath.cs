namespace Tentacle.Platform.Directories;

/// <summary>Resolves all links in a path. Components that do not exist yet stay as they are written.</summary>
public static class RealPath
{
    private const int MaxLinks = 40;

    /// <summary>The comparison of paths on this system.</summary>
    public static StringComparison Comparison { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <param name="path">Absolute.</param>
    /// <param name="followLast">False does not resolve a link at the end of the path.</param>
    /// <exception cref="StorageException">The links form a cycle.</exception>
    public static string Resolve(string path, bool followLast = true)
    {
        var real = Path.GetPathRoot(path)!;
        var left = new Stack<string>(Parts(path[real.Length..]).Reverse());
        var links = 0;
        while (left.TryPop(out var name))
        {
            if (name is ".." or ".")
            {
                real = name == "." ? real : Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Combine(real, name);
            if ((left.Count > 0 || followLast) && LinkTargetOf(next) is { } target)
            {
                if (++links > MaxLinks)
                {
                    throw new StorageException(StorageError.Link, path, "its links lead in a circle");
                }

                var root = Path.GetPathRoot(target)!;
                real = root.Length > 0 ? Path.GetFullPath(root) : real;
                foreach (var part in Parts(target[root.Length..]).Reverse())
                {
                    left.Push(part);
                }

                continue;
            }

            real = next;
        }

        return real;
    }

    /// <summary>True for the directory itself and everything below it.</summary>
    public static bool IsWithin(string path, string directory) =>
        path.StartsWith(directory, Comparison)
        && (path.Length == directory.Length || Path.EndsInDirectorySeparator(directory) || IsSeparator(path[directory.Length]));

    /// <summary>The target of a link; null when the path is not a link or cannot be read.</summary>
    public static string? LinkTargetOf(string path) => OperatingSystem.IsLinux() ? LinuxCalls.FindLinkTarget(path) : new FileInfo(path).LinkTarget;

    private static bool IsSeparator(char c) => c == Path.DirectorySeparatorChar || c == Path.AltDirectorySeparatorChar;

    private static string[] Parts(string path) =>
        path.Split(OperatingSystem.IsWindows() ? ['\\', '/'] : ['/'], StringSplitOptions.RemoveEmptyEntries);
}
