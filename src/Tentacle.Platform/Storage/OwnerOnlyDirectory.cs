namespace Tentacle.Platform.Storage;

/// <summary>Directories that only their owner can access.</summary>
public static class OwnerOnlyDirectory
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Creates the directory and its missing parents, and sets the directory's mode to 0700. On Windows the parent's permissions apply.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, Mode);
        File.SetUnixFileMode(path, Mode);
    }
}
