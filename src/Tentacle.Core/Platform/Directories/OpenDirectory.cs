using Microsoft.Win32.SafeHandles;

namespace Tentacle.Core.Platform.Directories;

/// <summary>
/// A directory held open, and what can be done to the names in it. No call follows a link: what was checked is what is used, whatever others
/// rename or link meanwhile.
/// </summary>
public abstract class OpenDirectory(string path) : IDisposable
{
    /// <summary>The path by which it was opened: without links, <c>.</c> and <c>..</c>.</summary>
    public string Path { get; } = path;

    /// <summary>Opens a directory step by step, none of which may be a link.</summary>
    /// <param name="realPath">See <see cref="RealPath"/>.</param>
    /// <param name="create">Makes what is missing, with the mode of the process.</param>
    /// <exception cref="StorageException">A step is missing, is a link or is not a directory, or access is denied.</exception>
    public static OpenDirectory Open(string realPath, bool create = false) =>
        OperatingSystem.IsLinux() ? LinuxDirectory.Walk(realPath, create) : PortableDirectory.OpenAt(realPath, create);

    /// <summary>The status of what a handle is open on.</summary>
    public static FileStatus StatusOf(SafeFileHandle file, string path) =>
        OperatingSystem.IsLinux() ? LinuxCalls.StatusOf(file, path) : PortableDirectory.StatusOf(new FileInfo(path));

    /// <summary>Null when there is no such name. A link is described itself.</summary>
    public abstract FileStatus? Find(string name);

    public abstract OpenDirectory OpenChild(string name);

    /// <summary>For reading, asynchronously or not; a pipe does not make it wait.</summary>
    public abstract SafeFileHandle OpenFile(string name);

    /// <summary>For writing and reading back.</summary>
    public abstract SafeFileHandle OpenForWriting(string name);

    /// <summary>A new file with the mode of the process, for writing and reading back.</summary>
    public abstract SafeFileHandle CreateFile(string name);

    /// <summary>Replaces what <paramref name="to"/> names.</summary>
    public abstract void Rename(string from, string to);

    /// <summary>Gives it a place in another directory of the same file system, where nothing has that name. A closed directory of our own is opened for that.</summary>
    internal abstract void Move(string name, OpenDirectory target, string newName);

    public abstract void DeleteFile(string name);

    /// <summary>Only an empty one.</summary>
    public abstract void DeleteDirectory(string name);

    /// <summary>See <see cref="DirectoryRemoval"/>.</summary>
    internal abstract DirectoryRemains? RemoveTree(string name, CancellationToken cancellationToken);

    /// <summary>In the order of the file system.</summary>
    public abstract IEnumerable<string> Names();

    /// <summary>Makes what was renamed or deleted in it last through a power cut.</summary>
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
