using Tentacle.Contracts;

namespace Tentacle.Core.Files.Access;

/// <summary>Converts a caller's path into an absolute path. Relative paths are resolved against the home. <c>\</c> is a separator on Windows only.</summary>
internal static class PathText
{
    private static readonly System.Buffers.SearchValues<char> RefusedOnWindows = System.Buffers.SearchValues.Create("<>:\"|?*");

    /// <exception cref="FileRefusedException">The text is not a path, or leads out of the home with <c>..</c>.</exception>
    public static string ToAbsolute(string? text, string home)
    {
        if (string.IsNullOrEmpty(text))
        {
            throw new FileRefusedException(
                FileRefusal.InvalidPath,
                "There is no path. Give one: ?path=/absolute/path, or a path relative to the agent's home.");
        }

        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new FileRefusedException(FileRefusal.InvalidPath, "The path has a NUL character. Leave it out.");
        }

        if (!Platform.Directories.RawNames.TryRead(text, out text))
        {
            throw new FileRefusedException(
                FileRefusal.InvalidPath,
                $"The path has a name that begins with 'raw:' and cannot be read. {Platform.Directories.RawNames.Rule} Write a name that really begins with "
                + "'raw:' as 'raw:raw:…'.");
        }

        var isAbsolute = Path.IsPathRooted(text);
        if (OperatingSystem.IsWindows())
        {
            CheckWindows(text, isAbsolute);
        }

        // A trailing separator only indicates a directory. The path is the same without it.
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(isAbsolute ? text : Path.Combine(home, text)));
        return isAbsolute || Platform.Directories.RealPath.IsWithin(full, home)
            ? full
            : throw new FileRefusedException(
                FileRefusal.NotAllowed,
                $"'{text}' leads out of the agent's home '{home}', which relative paths are below. Write it as an absolute path.");
    }

    public static bool NamesDirectory(string text) => Path.EndsInDirectorySeparator(text);

    /// <summary>Rejects devices, streams and names that Windows silently changes, because such a path would open a different file.</summary>
    /// <exception cref="FileRefusedException">The path contains such a name.</exception>
    internal static void CheckWindows(string text, bool isAbsolute)
    {
        var hasDrive = text.Length >= 3 && char.IsAsciiLetter(text[0]) && text[1] == ':' && text[2] is '\\' or '/';
        if (isAbsolute && !hasDrive)
        {
            throw new FileRefusedException(
                FileRefusal.InvalidPath,
                $"'{text}' is not a path on a drive. Write it as C:\\directory\\file, or relative to the agent's home.");
        }

        foreach (var part in (hasDrive ? text[3..] : text).Split('\\', '/').Where(p => p is not ("" or "." or "..")))
        {
            if (part.AsSpan().ContainsAny(RefusedOnWindows) || part.Any(char.IsControl) || part[^1] is '.' or ' ' || SafeNames.IsWindowsDevice(part))
            {
                throw new FileRefusedException(
                    FileRefusal.InvalidPath,
                    $"'{part}' in '{text}' cannot be a file's name on Windows: it is a device or a stream, or has a character that is not allowed. "
                    + "Use another name.");
            }
        }
    }
}
