namespace Tentacle.Core.Platform.Directories;

/// <summary>
/// Removes a directory with all that is in it, however deep it is and whatever its names are. Links in it are removed, never followed; other file
/// systems below it are left alone. A directory that its owner, this account, has closed is opened first. What cannot be removed stays, all else goes.
/// </summary>
public static class DirectoryRemoval
{
    /// <summary>Removes what is there by that name; a file or a link as well.</summary>
    /// <returns>What had to stay; null when all is gone, or nothing was there.</returns>
    /// <exception cref="OperationCanceledException">It was canceled; what was removed until then is gone.</exception>
    public static DirectoryRemains? Remove(OpenDirectory parent, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parent);
        return parent.RemoveTree(name, cancellationToken);
    }

    /// <inheritdoc cref="Remove(OpenDirectory, string, CancellationToken)"/>
    /// <param name="path">Absolute. Links on the way are followed, one at its end is removed itself.</param>
    /// <param name="cancellationToken">Ends the removal.</param>
    public static DirectoryRemains? Remove(string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!RecordFile.IsThere(path))
        {
            return null;
        }

        try
        {
            var real = RealPath.Of(Path.TrimEndingDirectorySeparator(path), followLast: false);
            using var parent = OpenDirectory.Open(Path.GetDirectoryName(real) ?? real);
            return parent.RemoveTree(Path.GetFileName(real), cancellationToken);
        }
        catch (StorageException e) when (e.Error == StorageError.NotFound)
        {
            return null;
        }
        catch (StorageException e)
        {
            return new DirectoryRemains(path, 1, path, e.Error, e.Message);
        }
    }
}
