using Microsoft.Win32.SafeHandles;

namespace Tentacle.Platform.Directories;

/// <summary>
/// A directory that is held open, and the operations on its entries. No call follows a link, so concurrent renames and links cannot replace an entry between
/// its check and its use.
/// </summary>
public abstract class OpenDirectory(string path) : IDisposable
{
    /// <summary>The path by which the directory was opened, without links, <c>.</c> and <c>..</c>.</summary>
    public string Path { get; } = path;

    /// <summary>Opens a directory component by component. No component may be a link.</summary>
    /// <param name="realPath">See <see cref="RealPath"/>.</param>
    /// <param name="create">True creates missing components, with the default mode of the process.</param>
    /// <exception cref="StorageException">A component is missing, is a link or is not a directory, or access is denied.</exception>
    public static OpenDirectory Open(string realPath, bool create = false) =>
        OperatingSystem.IsLinux() ? LinuxDirectory.Walk(realPath, create) : PortableDirectory.OpenAt(realPath, create);

    /// <summary>The status of the file that a handle refers to.</summary>
    public static FileStatus StatusOf(SafeFileHandle file, string path) =>
        OperatingSystem.IsLinux() ? LinuxCalls.StatusOf(file, path) : PortableDirectory.StatusOf(new FileInfo(path));

    /// <summary>The status of an entry; null when it does not exist. A link is not followed.</summary>
    public abstract FileStatus? Find(string name);

    public abstract OpenDirectory OpenChild(string name);

    /// <summary>Opens a file for synchronous or asynchronous reading. Opening a pipe does not block.</summary>
    public abstract SafeFileHandle OpenFile(string name);

    /// <summary>Opens a file for writing and reading.</summary>
    public abstract SafeFileHandle OpenForWriting(string name);

    /// <summary>Creates a file with the default mode of the process, for writing and reading.</summary>
    public abstract SafeFileHandle CreateFile(string name);

    /// <summary>Renames an entry and replaces an existing entry <paramref name="to"/>.</summary>
    public abstract void Rename(string from, string to);

    /// <summary>
    /// Moves an entry to another directory of the same file system, where the name must be unused. A directory of this account that is not writable is made
    /// writable first.
    /// </summary>
    public abstract void Move(string name, OpenDirectory target, string newName);

    public abstract void DeleteFile(string name);

    /// <summary>Deletes an empty directory.</summary>
    public abstract void DeleteDirectory(string name);

    /// <summary>Removes an entry with all its content. See <see cref="DirectoryRemoval"/>.</summary>
    internal abstract DirectoryRemains? RemoveTree(string name, CancellationToken cancellationToken);

    /// <summary>The names of all entries, in the order of the file system.</summary>
    public abstract IEnumerable<string> Names();

    /// <summary>Flushes the directory to the disk, so that renames and deletions in it survive a power failure.</summary>
    public abstract void Flush();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
