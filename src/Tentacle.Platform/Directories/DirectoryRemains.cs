namespace Tentacle.Platform.Directories;

/// <summary>The entries that a removal could not delete.</summary>
/// <param name="Directory">The path that was to be removed.</param>
/// <param name="Count">
/// The number of files and directories that could not be removed. A directory that is not empty only because of them does not count.
/// </param>
/// <param name="Path">The path of the first of them. A very long path is shortened in the middle.</param>
/// <param name="Error">The error that the file system reported.</param>
/// <param name="Reason">The reason as text for people.</param>
public sealed record DirectoryRemains(string Directory, long Count, string Path, StorageError Error, string Reason)
{
    /// <summary>One sentence for logs and health.</summary>
    public string Sentence => Count == 1
        ? $"'{Directory}' could not be removed: '{Path}' stays ({Reason})."
        : $"'{Directory}' could not be removed: {Count} entries stay, the first of them '{Path}' ({Reason}).";
}
