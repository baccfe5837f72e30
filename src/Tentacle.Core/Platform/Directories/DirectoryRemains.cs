namespace Tentacle.Core.Platform.Directories;

/// <summary>What a removal had to leave.</summary>
/// <param name="Directory">What was to be removed.</param>
/// <param name="Count">How many files and directories could not be removed by themselves; those that are only not empty because of them do not count.</param>
/// <param name="Path">The first of them; one that is very long is cut in the middle.</param>
/// <param name="Error">Why, as the file system said.</param>
/// <param name="Reason">The same for people.</param>
public sealed record DirectoryRemains(string Directory, long Count, string Path, StorageError Error, string Reason)
{
    /// <summary>One sentence for logs and health.</summary>
    public string Sentence => Count == 1
        ? $"'{Directory}' could not be removed: '{Path}' stays ({Reason})."
        : $"'{Directory}' could not be removed: {Count} entries stay, the first of them '{Path}' ({Reason}).";
}
