using Microsoft.Win32.SafeHandles;
using Tentacle.Platform.Storage;

namespace Tentacle.Platform.Directories;

/// <summary>
/// The implementation for systems without calls relative to an open directory. It uses paths and checks after each opening that no link was followed.
/// </summary>
internal sealed class PortableDirectory : OpenDirectory
{
    private PortableDirectory(string path)
        : base(path)
    {
    }

    public static PortableDirectory OpenAt(string realPath, bool create)
    {
        try
        {
            if (create)
            {
                Directory.CreateDirectory(realPath);
            }

            var directory = new DirectoryInfo(realPath);
            if (!directory.Exists)
            {
                throw File.Exists(realPath)
                    ? new StorageException(StorageError.NotDirectory, realPath, "it is a file")
                    : new StorageException(StorageError.NotFound, realPath, "it is not there");
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException and not StorageException)
        {
            throw StorageException.From(e, realPath);
        }

        CheckNoLink(realPath);
        return new PortableDirectory(realPath);
    }

    public static FileStatus StatusOf(FileSystemInfo entry) => new()
    {
        Kind = entry.LinkTarget is not null ? FileKind.Link
            : entry.Attributes.HasFlag(FileAttributes.Directory) ? FileKind.Directory
            : entry.Attributes.HasFlag(FileAttributes.Device) ? FileKind.Other
            : FileKind.File,
        Length = entry is FileInfo { LinkTarget: null } file ? file.Length : 0,
        ModifiedAt = entry.LastWriteTimeUtc,
        ChangedAt = entry.LastWriteTimeUtc,
        Mode = OperatingSystem.IsWindows() ? UnixFileMode.None : entry.UnixFileMode,

        // The creation time distinguishes a replaced file from its predecessor.
        Number = (ulong)entry.CreationTimeUtc.Ticks,
    };

    public override FileStatus? Find(string name) => Guard(name, path =>
    {
        FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        return entry.Exists || entry.LinkTarget is not null ? StatusOf(entry) : null;
    });

    public override OpenDirectory OpenChild(string name) => OpenAt(At(name), create: false);

    public override SafeFileHandle OpenFile(string name) => Verified(name, FileMode.Open, FileAccess.Read);

    public override SafeFileHandle OpenForWriting(string name) => Verified(name, FileMode.Open, FileAccess.ReadWrite);

    public override SafeFileHandle CreateFile(string name) => Verified(name, FileMode.CreateNew, FileAccess.ReadWrite);

    public override void Rename(string from, string to) => Guard(to, path =>
    {
        CheckNoLink(Path);
        File.Move(At(from), path, overwrite: true);
        return true;
    });

    public override void Move(string name, OpenDirectory target, string newName) => Guard(name, path =>
    {
        var to = System.IO.Path.Combine(target.Path, newName);
        if (Directory.Exists(path))
        {
            Directory.Move(path, to);
        }
        else
        {
            File.Move(path, to);
        }

        return true;
    });

    public override void DeleteFile(string name) => Guard(name, path =>
    {
        CheckNoLink(Path);

        // A junction is a directory. It must be removed itself, without its content.
        if (new DirectoryInfo(path) is { Exists: true, LinkTarget: not null } junction)
        {
            junction.Delete();
        }
        else
        {
            File.Delete(path);
        }

        return true;
    });

    public override void DeleteDirectory(string name) => Guard(name, path =>
    {
        CheckNoLink(Path);
        Directory.Delete(path, recursive: false);
        return true;
    });

    internal override DirectoryRemains? RemoveTree(string name, CancellationToken cancellationToken) =>
        new PortableTreeRemoval(At(name), cancellationToken).Remove();

    public override IEnumerable<string> Names() => Guard(".", _ => new DirectoryInfo(Path)
        .EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false })
        .Select(i => i.Name));

    public override void Flush() => AtomicFile.FlushDirectory(Path);

    private SafeFileHandle Verified(string name, FileMode mode, FileAccess access)
    {
        var file = Guard(name, path => File.OpenHandle(path, mode, access, FileShare.ReadWrite | FileShare.Delete));
        try
        {
            CheckNoLink(At(name));
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void CheckNoLink(string path)
    {
        if (!RealPath.Resolve(path).Equals(path, RealPath.Comparison))
        {
            throw new StorageException(StorageError.Link, path, "a link leads elsewhere");
        }
    }

    private T Guard<T>(string name, Func<string, T> act)
    {
        var path = At(name);
        try
        {
            return act(path);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException and not StorageException)
        {
            throw StorageException.From(e, path);
        }
    }

    private string At(string name) => System.IO.Path.Combine(Path, name);
}
