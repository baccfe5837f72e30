using Tentacle.Platform.Directories;

namespace Tentacle.Core.Files.Content;

/// <summary>A page of a directory's entries, ordered by name.</summary>
/// <param name="Path">The path of the directory without links.</param>
/// <param name="HasMore">True when the directory has entries after this page.</param>
public sealed record DirectoryPage(string Path, IReadOnlyList<DirectoryEntry> Entries, bool HasMore)
{
    internal static DirectoryPage Read(OpenDirectory directory, string? after, int limit)
    {
        var names = Smallest(directory.Names(), after, limit + 1);
        var entries = new List<DirectoryEntry>(names.Count);
        foreach (var name in names.Take(limit))
        {
            // An entry that is deleted while the page is read is left out.
            if (directory.Find(name) is { } status)
            {
                entries.Add(
                    new DirectoryEntry(
                        name,
                        status,
                        status.Kind == FileKind.Link ? RealPath.LinkTargetOf(System.IO.Path.Combine(directory.Path, name)) : null));
            }
        }

        return new DirectoryPage(directory.Path, entries, names.Count > limit) { Last = names.Count > limit ? names[limit - 1] : null };
    }

    /// <summary>The name after which the next page begins; null for the last page.</summary>
    public string? Last { get; private init; }

    // The heap holds one page, so a directory of a million names costs no more memory than one of a thousand.
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
