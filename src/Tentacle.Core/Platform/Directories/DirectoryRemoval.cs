namespace Tentacle.Core.Platform.Directories;

/// <summary>Removes a directory with all that is in it. Links in it are removed, never followed; other file systems below it are left alone.</summary>
public static class DirectoryRemoval
{
    /// <exception cref="StorageException">Something in it cannot be removed; what was removed until then is gone.</exception>
    public static void Remove(OpenDirectory parent, string name)
    {
        using (var directory = parent.OpenChild(name))
        {
            // All names first: deleting while the system lists skips some of them.
            foreach (var child in directory.Names().ToList())
            {
                RemoveEntry(directory, child);
            }
        }

        parent.DeleteDirectory(name);
    }

    private static void RemoveEntry(OpenDirectory directory, string name)
    {
        switch (directory.Find(name))
        {
            case null:
                break;
            case { IsMountPoint: true }:
                throw new StorageException(StorageError.Busy, Path.Combine(directory.Path, name), "another file system is mounted there");
            case { Kind: FileKind.Directory }:
                Remove(directory, name);
                break;
            default:
                directory.DeleteFile(name);
                break;
        }
    }
}
