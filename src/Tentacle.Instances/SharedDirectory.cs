using Tentacle.Instances.Settings;

namespace Tentacle.Instances;

/// <summary>Creates directories that other accounts may traverse or read, regardless of the umask of the process.</summary>
public static class SharedDirectory
{
    /// <summary>rwx--x--x. All accounts can reach the content by name, and only the owner can list the names.</summary>
    public const UnixFileMode PassThrough =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>rwxr-xr-x. All accounts can list the names and reach the content.</summary>
    public const UnixFileMode Readable = PassThrough | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>
    /// Creates the directory with the mode, and its missing parents as readable. An existing directory keeps its mode, because its owner decides who
    /// may access it.
    /// </summary>
    /// <exception cref="SettingsException">The directory cannot be created.</exception>
    public static void Create(string path, UnixFileMode mode = Readable)
    {
        try
        {
            CreateMissing(path, mode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.From("Making the directory", path, e);
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
