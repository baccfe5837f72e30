namespace Tentacle.Platform.Directories;

/// <summary>
/// Removes a directory with all its content, at any depth and with any names. Links are removed and never followed; other file systems that are mounted below
/// it are left alone. A directory of this account that denies its owner access is made accessible first. The removal continues after an entry that cannot be
/// removed.
/// </summary>
public static class DirectoryRemoval
{
    /// <summary>Removes the directory, file or link of that name.</summary>
    /// <returns>The entries that could not be removed; null when everything is removed or nothing existed.</returns>
    /// <exception cref="OperationCanceledException">The removal was canceled; the entries that were removed until then are gone.</exception>
    public static DirectoryRemains? Remove(OpenDirectory parent, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parent);
        return parent.RemoveTree(name, cancellationToken);
    }

    /// <inheritdoc cref="Remove(OpenDirectory, string, CancellationToken)"/>
    /// <param name="path">Absolute. Links on the way are followed; a link at the end is removed itself.</param>
    /// <param name="cancellationToken">Stops the removal.</param>
    public static DirectoryRemains? Remove(string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!RecordFile.IsThere(path))
        {
            return null;
        }

        try
        {
            var real = RealPath.Resolve(Path.TrimEndingDirectorySeparator(path), followLast: false);
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
