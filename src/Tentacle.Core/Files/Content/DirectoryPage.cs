using Tentacle.Core.Platform.Directories;

namespace Tentacle.Core.Files.Content;

/// <summary>One entry of a directory.</summary>
/// <param name="LinkTarget">What a link says; null for all else.</param>
public sealed record DirectoryEntry(string Name, FileStatus Status, string? LinkTarget);

/// <summary>Some entries of a directory in the order of their names.</summary>
/// <param name="Path">Where the directory really is.</param>
/// <param name="HasMore">The page ends before the directory does.</param>
public sealed record DirectoryPage(string Path, IReadOnlyList<DirectoryEntry> Entries, bool HasMore)
{
    internal static DirectoryPage Read(OpenDirectory directory, string? after, int limit)
    {
        var names = Smallest(directory.Names(), after, limit + 1);
        var entries = new List<DirectoryEntry>(names.Count);
        foreach (var name in names.Take(limit))
        {
            // What is deleted while it is listed is left out.
            if (directory.Find(name) is { } status)
            {
                entries.Add(new DirectoryEntry(name, status, status.Kind == FileKind.Link ? RealPath.LinkTargetOf(System.IO.Path.Combine(directory.Path, name)) : null));
            }
        }

        return new DirectoryPage(directory.Path, entries, names.Count > limit) { Last = names.Count > limit ? names[limit - 1] : null };
    }

    /// <summary>The name after which the next page begins.</summary>
    public string? Last { get; private init; }

    // A heap of one page: a directory of a million names costs no more memory than one of a thousand.
    private static List<string> Smallest(IEnumerable<string> names, string? after, int count)
    {
        var largestFirst = new PriorityQueue<string, string>(Comparer<string>.Create((a, b) => string.CompareOrdinal(b, a)));
        foreach (var name in names)
        {
            if (after is not null && string.CompareOrdinal(name, after) <= 0)
            {
                continue;
            }

            if (largestFirst.Count < count)
            {
                largestFirst.Enqueue(name, name);
            }
            else
            {
                largestFirst.EnqueueDequeue(name, name);
            }
        }

        var sorted = largestFirst.UnorderedItems.Select(i => i.Element).ToList();
        sorted.Sort(string.CompareOrdinal);
        return sorted;
    }
}
