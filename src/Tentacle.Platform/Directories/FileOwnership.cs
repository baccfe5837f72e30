using Microsoft.Win32.SafeHandles;

namespace Tentacle.Platform.Directories;

/// <summary>Mode and owner of a file that replaces another.</summary>
public static class FileOwnership
{
    /// <summary>Gives the file the owner and group of another file. Returns true when the file has them.</summary>
    public static bool TryTake(SafeFileHandle file, FileStatus other, string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        var own = LinuxCalls.StatusOf(file, path);
        return (own.User == other.User && own.Group == other.Group) || LinuxCalls.TrySetOwner(file, other.User, other.Group);
    }

    public static void SetMode(SafeFileHandle file, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, mode);
        }
    }
}
