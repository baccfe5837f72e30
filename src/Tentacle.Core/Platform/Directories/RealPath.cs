namespace Tentacle.Core.Platform.Directories;

/// <summary>Where a path really leads: every link on the way replaced by what it points at. What is not there yet stays as it is written.</summary>
public static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>How this system tells paths apart.</summary>
    public static StringComparison Comparison { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <param name="path">Absolute.</param>
    /// <param name="followLast">False leaves a link at the end of the path as it is.</param>
    /// <exception cref="StorageException">Links lead in a circle.</exception>
    public static string Of(string path, bool followLast = true)
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
                if (++links > MostLinks)
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

    /// <summary>True for the directory itself and all that lies in it.</summary>
    public static bool IsWithin(string path, string directory) =>
        path.StartsWith(directory, Comparison)
        && (path.Length == directory.Length || Path.EndsInDirectorySeparator(directory) || IsSeparator(path[directory.Length]));

    /// <summary>What a link says; null when it is none, or cannot be read.</summary>
    public static string? LinkTargetOf(string path) => OperatingSystem.IsLinux() ? LinuxCalls.FindLinkTarget(path) : new FileInfo(path).LinkTarget;

    private static bool IsSeparator(char c) => c == Path.DirectorySeparatorChar || c == Path.AltDirectorySeparatorChar;

    private static string[] Parts(string path) =>
        path.Split(OperatingSystem.IsWindows() ? ['\\', '/'] : ['/'], StringSplitOptions.RemoveEmptyEntries);
}
