using Tentacle.Platform.Processes;

namespace Tentacle.Platform.Directories;

/// <summary>
/// Reads the agent's own records. A record may have been damaged, replaced or planted, so only a regular file is read, up to a maximum size. Links are not
/// followed, and opening a pipe or device does not block. The content and kind of the file never cause an exception.
/// </summary>
public static class RecordFile
{
    /// <summary>Reads the whole file.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="mostBytes">The maximum size in bytes. A larger file is not read.</param>
    /// <param name="followLink">
    /// True for files that administrators may keep elsewhere: a link at the end of the path is followed, and the owner is not checked.
    /// </param>
    public static RecordContent Read(string path, int mostBytes, bool followLink = false)
    {
        try
        {
            return OperatingSystem.IsLinux() ? ReadOnLinux(path, mostBytes, followLink) : ReadElsewhere(path, mostBytes, followLink);
        }
        catch (StorageException e)
        {
            return new RecordContent.Unreadable(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e is FileNotFoundException or DirectoryNotFoundException
                ? new RecordContent.Missing()
                : new RecordContent.Unreadable(e.Message, e is UnauthorizedAccessException ? StorageError.AccessDenied : StorageError.Failed);
        }
    }

    /// <summary>Opens a file that is read in pieces, with the same checks; null when it does not exist or is not a regular file.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Microsoft.Win32.SafeHandles.SafeFileHandle? TryOpen(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.Exists(path) && new FileInfo(path).LinkTarget is null
                ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
                : null;
        }

        if (LinuxCalls.TryOpenRecord(path, followLink: false, out var error) is not { } file)
        {
            return error is StorageError.NotFound or StorageError.NotDirectory or StorageError.Link
                ? null
                : throw new StorageException(error, path, LinuxCalls.LastReason);
        }

        if (LinuxCalls.StatusOf(file, path).Kind == FileKind.File)
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    /// <summary>The status of a path, after following links; null when nothing exists.</summary>
    public static FileStatus? StatusOf(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            return LinuxCalls.StatusOf(path);
        }

        var file = new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        return file.Exists ? PortableDirectory.StatusOf(file) : null;
    }

    /// <summary>True when the path names a link, a directory, a pipe or a device. False on systems other than Linux.</summary>
    public static bool IsStray(string path) => OperatingSystem.IsLinux() && LinuxCalls.StatusOf(path, LinuxCalls.LinkItself) is { Kind: not FileKind.File };

    /// <summary>True when an entry of that name exists, including a dangling link.</summary>
    public static bool IsThere(string path) =>
        OperatingSystem.IsLinux() ? LinuxCalls.Exists(path) : Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    /// <summary>Creates an empty marker file. An existing entry of any kind stays unchanged.</summary>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public static void Mark(string path)
    {
        if (!IsThere(path))
        {
            try
            {
                File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
            }
            catch (IOException) when (IsThere(path))
            {
                // Another process created it first.
            }
        }
    }

    private static RecordContent ReadOnLinux(string path, int mostBytes, bool followLink)
    {
        if (LinuxCalls.TryOpenRecord(path, followLink, out var error) is not { } file)
        {
            return error switch
            {
                StorageError.NotFound or StorageError.NotDirectory => new RecordContent.Missing(),
                StorageError.Link => new RecordContent.Unreadable("it is a link"),
                _ => new RecordContent.Unreadable(LinuxCalls.LastReason, error),
            };
        }

        using (file)
        {
            var status = LinuxCalls.StatusOf(file, path);
            return status switch
            {
                { Kind: FileKind.Directory } => new RecordContent.Unreadable("it is a directory"),
                { Kind: not FileKind.File } => new RecordContent.Unreadable("it is a device, a pipe or a socket"),
                _ when !followLink && !IsTrusted(status.User, path) => new RecordContent.Unreadable($"it belongs to another account (user {status.User})"),
                _ when status.Length > mostBytes => new RecordContent.Unreadable($"it has {status.Length} bytes, and no such record has more than {mostBytes}"),
                _ => ReadAll(file, (int)status.Length, mostBytes),
            };
        }
    }

    // The trusted owners are this account, root and the owner of the directory, who can create any file there anyway.
    private static bool IsTrusted(uint user, string path) =>
        user == 0 || user == AccountEnvironment.EffectiveUser || LinuxCalls.StatusOf(Path.GetDirectoryName(path)!)?.User == user;

    private static RecordContent ReadElsewhere(string path, int mostBytes, bool followLink)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null && !followLink)
        {
            return new RecordContent.Unreadable("it is a link");
        }

        if (Directory.Exists(path) || !file.Exists)
        {
            return Directory.Exists(path) ? new RecordContent.Unreadable("it is a directory") : new RecordContent.Missing();
        }

        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return RandomAccess.GetLength(handle) is var length && length > mostBytes
            ? new RecordContent.Unreadable($"it has {length} bytes, and no such record has more than {mostBytes}")
            : ReadAll(handle, (int)length, mostBytes);
    }

    // Files of the kernel report 0 bytes, and a growing file has more bytes than it reported.
    private static RecordContent ReadAll(Microsoft.Win32.SafeHandles.SafeFileHandle file, int length, int mostBytes)
    {
        var bytes = new byte[length];
        var read = 0;
        while (read < length && RandomAccess.Read(file, bytes.AsSpan(read), read) is var more and > 0)
        {
            read += more;
        }

        return read <= mostBytes ? new RecordContent.Whole(read == length ? bytes : bytes[..read]) : new RecordContent.Unreadable("it grows while it is read");
    }
}
