namespace Tentacle.Core.Jobs.Storage;

/// <summary>
/// Removes the directory of a job in one step as others see it: it is renamed first, and a name that says so is all that a crash can leave behind. What a
/// process that lives on keeps from being deleted is tried again later.
/// </summary>
internal static class DiscardedDirectory
{
    private const string Prefix = ".deleted-";

    /// <summary>Deletes it if it is there.</summary>
    public static void Delete(string path)
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        var discarded = Path.Combine(Path.GetDirectoryName(path)!, Prefix + Guid.NewGuid().ToString("N"));
        try
        {
            Directory.Move(path, discarded);
        }
        catch (IOException)
        {
            // Somebody else was quicker, or it cannot be renamed, as when something is mounted there: then as it is.
            discarded = path;
        }

        TryDelete(discarded);
    }

    /// <summary>Deletes what earlier calls could not.</summary>
    public static void DeleteLeftovers(string root)
    {
        foreach (var directory in Directory.EnumerateDirectories(root, Prefix + "*"))
        {
            TryDelete(directory);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Something in it is held or written to; it has its name and goes the next time.
        }
    }
}
