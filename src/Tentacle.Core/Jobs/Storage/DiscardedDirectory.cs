using Tentacle.Core.Jobs.Site;
using Tentacle.Platform.Directories;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>
/// Removes the directory of a job atomically for other processes. The directory is renamed first, so a crash can leave only a name that marks it as deleted. A
/// directory that cannot be deleted, for example because a process still uses it, is retried later.
/// </summary>
internal static class DiscardedDirectory
{
    private const string Prefix = ".deleted-";

    /// <summary>Deletes a directory if it exists.</summary>
    public static void Delete(string path, Leftovers leftovers)
    {
        if (Rename(path) is { } discarded)
        {
            leftovers.Record(discarded, DirectoryRemoval.Remove(discarded));
        }
    }

    /// <summary>Renames a directory, so that it is deleted with the left-overs.</summary>
    /// <returns>The new path, or the old one when the directory cannot be renamed. Null when it did not exist.</returns>
    public static string? Rename(string path)
    {
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null)
        {
            return null;
        }

        var discarded = Path.Combine(Path.GetDirectoryName(path)!, Prefix + Guid.NewGuid().ToString("N"));
        try
        {
            Directory.Move(path, discarded);
            return discarded;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another call was faster, or the directory cannot be renamed, for example because it is a mount point. It is then deleted under its own name.
            return path;
        }
    }

    /// <summary>Deletes the directories that earlier calls could not delete or only renamed.</summary>
    public static void DeleteLeftovers(string root, Leftovers leftovers, CancellationToken cancellationToken)
    {
        foreach (var directory in Directory.Exists(root) ? Directory.GetDirectories(root, Prefix + "*").Where(leftovers.IsDue) : [])
        {
            leftovers.Record(directory, DirectoryRemoval.Remove(directory, cancellationToken));
        }
    }
}
