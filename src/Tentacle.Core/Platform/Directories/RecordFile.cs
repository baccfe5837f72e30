namespace Tentacle.Core.Platform.Directories;

/// <summary>What is in the place of a file that the agent keeps for itself.</summary>
public abstract record RecordContent
{
    private RecordContent()
    {
    }

    /// <summary>There is nothing of that name.</summary>
    public sealed record Missing : RecordContent;

    public sealed record Whole(byte[] Bytes) : RecordContent;

    /// <summary>There is something that cannot be read, or must not be.</summary>
    /// <param name="Reason">For people, such as "it is a link".</param>
    /// <param name="Error">What the file system said, where it said something.</param>
    public sealed record Unreadable(string Reason, StorageError Error = StorageError.Failed) : RecordContent;
}

/// <summary>
/// Reads the agent's own records, each of which may have been damaged, replaced or planted: only a regular file is read, no link is followed, no pipe or
/// device is waited for, and never more than a bound. Nothing that is found there is thrown.
/// </summary>
public static class RecordFile
{
    /// <summary>Reads all of it.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="mostBytes">A larger file is not read.</param>
    /// <param name="followLink">For files that people may put elsewhere: a link as the last name is followed, and the owner is whoever it is.</param>
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

    /// <summary>Opens a file that is read piece by piece, with the same care; null when there is none, or something else in its place.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static Microsoft.Win32.SafeHandles.SafeFileHandle? TryOpen(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.Exists(path) && new FileInfo(path).LinkTarget is null ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null;
        }

        if (LinuxCalls.TryOpenRecord(path, followLink: false, out var error) is not { } file)
        {
            return error is StorageError.NotFound or StorageError.NotDirectory or StorageError.Link ? null : throw new StorageException(error, path, LinuxCalls.LastReason);
        }

        if (LinuxCalls.StatusOf(file, path).Kind == FileKind.File)
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    /// <summary>Of what a path leads to; null when there is nothing.</summary>
    public static FileStatus? StatusOf(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            return LinuxCalls.StatusOf(path);
        }

        var file = new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        return file.Exists ? PortableDirectory.StatusOf(file) : null;
    }

    /// <summary>True when there is anything of that name, a dangling link as well.</summary>
    public static bool IsThere(string path) => OperatingSystem.IsLinux() ? LinuxCalls.Exists(path) : Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    /// <summary>Makes an empty file whose being there is all it says. What is there already, of whatever kind, stays.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
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
                // Another process was quicker.
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

    // Ours, root's, or whoever owns the directory: that account can put there what it wants.
    private static bool IsTrusted(uint user, string path) =>
        user == 0 || user == LinuxCalls.EffectiveUser || LinuxCalls.StatusOf(Path.GetDirectoryName(path)!)?.User == user;

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

    // A file of the kernel's says that it has 0 bytes, and one that grows has more than it said.
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
