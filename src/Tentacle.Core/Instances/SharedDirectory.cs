namespace Tentacle.Core.Instances;

/// <summary>Directories that other accounts may pass through or read, whatever the umask of who made them.</summary>
internal static class SharedDirectory
{
    /// <summary>rwx--x--x: everyone reaches what is inside by name, only the owner sees the names.</summary>
    public const UnixFileMode PassThrough =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>rwxr-xr-x.</summary>
    public const UnixFileMode Readable = PassThrough | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Makes the directory and its missing parents with the mode. What is there already keeps its own: it is not ours to open or close.</summary>
    public static void Create(string path, UnixFileMode mode = Readable)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            Create(parent);
        }

        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
