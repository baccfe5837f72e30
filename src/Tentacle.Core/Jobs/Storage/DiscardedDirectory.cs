using Tentacle.Core.Platform.Directories;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>
/// Removes the directory of a job in one step as others see it: it is renamed first, and a name that says so is all that a crash can leave behind. What
/// cannot be deleted, as something that a process still holds, is tried again later.
/// </summary>
internal static class DiscardedDirectory
{
    private const string Prefix = ".deleted-";

    /// <summary>Deletes it if it is there.</summary>
    public static void Delete(string path, Leftovers leftovers)
    {
        if (Rename(path) is { } discarded)
        {
            leftovers.Note(discarded, DirectoryRemoval.Remove(discarded));
        }
    }

    /// <summary>Takes its name from it, so that it is deleted with the left-overs.</summary>
    /// <returns>What it is called now; null when it was not there.</returns>
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
            // Another call was quicker, or it cannot be renamed, as when something is mounted there: then as it is.
            return path;
        }
    }

    /// <summary>Deletes what earlier calls could not, and what was only renamed.</summary>
    public static void DeleteLeftovers(string root, Leftovers leftovers, CancellationToken cancellationToken)
    {
        foreach (var directory in Directory.Exists(root) ? Directory.GetDirectories(root, Prefix + "*").Where(leftovers.IsDue) : [])
        {
            leftovers.Note(directory, DirectoryRemoval.Remove(directory, cancellationToken));
        }
    }
}
