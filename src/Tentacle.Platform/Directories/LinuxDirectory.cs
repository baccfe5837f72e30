using Microsoft.Win32.SafeHandles;

namespace Tentacle.Platform.Directories;

/// <summary>A directory with an open descriptor. Every call works relative to the descriptor, so renaming or relinking the path does not redirect it.</summary>
internal sealed class LinuxDirectory : OpenDirectory
{
    // O_PATH also opens a directory that grants search permission but no read permission.
    private static readonly int DirectoryFlags = LinuxCalls.PathOnly | LinuxCalls.OnlyDirectory;
    private readonly SafeFileHandle _handle;

    private LinuxDirectory(SafeFileHandle handle, string path)
        : base(path) => _handle = handle;

    public static LinuxDirectory Walk(string realPath, bool create)
    {
        var directory = new LinuxDirectory(LinuxCalls.OpenRoot(), "/");
        foreach (var name in realPath.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using var parent = directory;
            directory = parent.Step(name, create);
        }

        return directory;
    }

    public override FileStatus? Find(string name) => LinuxCalls.Find(_handle, name, At(name));

    public override OpenDirectory OpenChild(string name) => Step(name, create: false);

    public override SafeFileHandle OpenFile(string name) => LinuxCalls.OpenAt(_handle, name, LinuxCalls.NonBlocking, At(name));

    public override SafeFileHandle OpenForWriting(string name) => LinuxCalls.OpenAt(_handle, name, LinuxCalls.WriteAndRead | LinuxCalls.NonBlocking, At(name));

    public override SafeFileHandle CreateFile(string name) =>
        LinuxCalls.OpenAt(_handle, name, LinuxCalls.WriteAndRead | LinuxCalls.Create | LinuxCalls.Exclusive, At(name));

    public override void Rename(string from, string to) => LinuxCalls.Rename(_handle, from, to, At(to));

    public override void Move(string name, OpenDirectory target, string newName)
    {
        var to = (LinuxDirectory)target;
        try
        {
            LinuxCalls.Move(_handle, name, to._handle, newName, At(name));
        }
        catch (StorageException e) when (e.Error == StorageError.AccessDenied)
        {
            // Moving a directory rewrites its "..", which requires write permission on the directory itself.
            using (var closed = LinuxCalls.OpenAt(_handle, name, LinuxCalls.PathOnly, At(name)))
            {
                LinuxCalls.TrySetMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            LinuxCalls.Move(_handle, name, to._handle, newName, At(name));
        }
    }

    public override void DeleteFile(string name) => LinuxCalls.Delete(_handle, name, 0, At(name));

    public override void DeleteDirectory(string name) => LinuxCalls.Delete(_handle, name, LinuxCalls.RemoveDirectory, At(name));

    internal override DirectoryRemains? RemoveTree(string name, CancellationToken cancellationToken)
    {
        using var removal = new LinuxTreeRemoval(_handle, Path, cancellationToken);
        return removal.Remove(name);
    }

    public override IEnumerable<string> Names()
    {
        using var readable = LinuxCalls.OpenAt(_handle, ".", LinuxCalls.OnlyDirectory, Path);
        var entries = new LinuxEntries(readable);
        while (entries.ReadNext())
        {
            yield return FileNameBytes.Decode(entries.Name);
        }

        if (entries.Error != 0)
        {
            throw StorageException.OfErrno(entries.Error, Path);
        }
    }

    public override void Flush()
    {
        try
        {
            using var readable = LinuxCalls.OpenAt(_handle, ".", LinuxCalls.OnlyDirectory, Path);
            LinuxCalls.Flush(readable, Path);
        }
        catch (StorageException e) when (e.Error == StorageError.AccessDenied)
        {
            // A directory with write permission but no read permission cannot be flushed. The file itself is flushed.
        }
    }

    protected override void Dispose(bool disposing)
    {
        _handle.Dispose();
        base.Dispose(disposing);
    }

    private LinuxDirectory Step(string name, bool create)
    {
        var path = At(name);
        if (create && Find(name) is null && LinuxCalls.TryMakeDirectory(_handle, name, path))
        {
            Flush();
        }

        try
        {
            return new LinuxDirectory(LinuxCalls.OpenAt(_handle, name, DirectoryFlags, path), path);
        }
        catch (StorageException e) when (e.Error == StorageError.NotDirectory && Find(name)?.Kind == FileKind.Link)
        {
            // The kernel checks O_DIRECTORY first, so it reports a link as "not a directory".
            throw new StorageException(StorageError.Link, path, "it is a link");
        }
    }

    private string At(string name) => Path.Length == 1 ? Path + name : $"{Path}/{name}";
}
