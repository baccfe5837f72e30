using Tentacle.Core.Instances.Settings;

namespace Tentacle.Core.Instances;

/// <summary>Directories that other accounts may pass through or read, whatever the umask of who made them.</summary>
public static class SharedDirectory
{
    /// <summary>rwx--x--x: everyone reaches what is inside by name, only the owner sees the names.</summary>
    public const UnixFileMode PassThrough =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>rwxr-xr-x.</summary>
    public const UnixFileMode Readable = PassThrough | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Makes the directory with the mode, and its missing parents readable. What is there already keeps its own: it is not ours to open or close.</summary>
    /// <exception cref="SettingsException">It cannot be made.</exception>
    public static void Create(string path, UnixFileMode mode = Readable)
    {
        try
        {
            CreateMissing(path, mode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.Of("Making the directory", path, e);
        }
    }

    private static void CreateMissing(string path, UnixFileMode mode)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            CreateMissing(parent, Readable);
        }

        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
