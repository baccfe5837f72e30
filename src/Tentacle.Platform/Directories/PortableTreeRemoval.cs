namespace Tentacle.Platform.Directories;

/// <summary>Removes a tree by paths, with an explicit stack instead of recursion.</summary>
internal sealed class PortableTreeRemoval(string root, CancellationToken cancellationToken)
{
    private DirectoryRemains? _remains;

    public DirectoryRemains? Remove()
    {
        var left = new Stack<(DirectoryInfo Directory, bool IsRead)>();
        Visit(new DirectoryInfo(root) is { Exists: true } found ? found : new FileInfo(root), left);
        while (left.TryPop(out var next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (next.IsRead)
            {
                // A directory that is not empty because of an entry that could not be removed is not counted itself.
                if (_remains is null || !next.Directory.EnumerateFileSystemInfos().Any())
                {
                    Delete(next.Directory);
                }

                continue;
            }

            left.Push((next.Directory, true));
            try
            {
                // All names are read first, because deleting during the enumeration skips some of them.
                foreach (var entry in next.Directory.GetFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false }))
                {
                    Visit(entry, left);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Record(next.Directory.FullName, e);
            }
        }

        return _remains;
    }

    private void Visit(FileSystemInfo entry, Stack<(DirectoryInfo Directory, bool IsRead)> left)
    {
        // A junction is a directory. It must be removed itself, without its content.
        if (entry is DirectoryInfo { LinkTarget: null } directory && !directory.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            left.Push((directory, false));
        }
        else
        {
            Delete(entry);
        }
    }

    private void Delete(FileSystemInfo entry)
    {
        try
        {
            if (entry.Exists && OperatingSystem.IsWindows() && entry.Attributes.HasFlag(FileAttributes.ReadOnly))
            {
                entry.Attributes &= ~FileAttributes.ReadOnly;
            }

            entry.Delete();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Another process deleted it first.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Record(entry.FullName, e);
        }
    }

    private void Record(string path, Exception e)
    {
        var why = StorageException.From(e, path);
        _remains = _remains is null ? new DirectoryRemains(root, 1, path, why.Error, e.Message) : _remains with { Count = _remains.Count + 1 };
    }
}
