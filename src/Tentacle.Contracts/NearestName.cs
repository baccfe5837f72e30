namespace Tentacle.Contracts;

/// <summary>
/// Finds the known name that a mistyped one most likely means. It is the name with the fewest insertions, deletions, replacements and swaps of neighbours (the
/// Damerau-Levenshtein distance in its optimal string alignment form), without regard to case.
/// </summary>
public static class NearestName
{
    // Longer input is not a typing error, and the cost grows with the square of the length.
    private const int MaxNameLength = 64;
    private const int MaxEdits = 3;
    private const int LettersPerEdit = 3;

    /// <summary>The nearest name within one edit per three letters and three edits in total; null when there is none.</summary>
    public static string? Find(string typed, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(known);
        if (typed.Length is 0 or > MaxNameLength)
        {
            return null;
        }

        var allowed = Math.Clamp(typed.Length / LettersPerEdit, 1, MaxEdits);
        return known
            .Where(name => name.Length <= MaxNameLength && Math.Abs(name.Length - typed.Length) <= allowed)
            .Select(name => (Name: name, Distance: Distance(typed.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(candidate => candidate.Distance <= allowed && candidate.Distance < Math.Max(typed.Length, candidate.Name.Length))
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    private static int Distance(string one, string other)
    {
        var distances = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            distances[i, 0] = i;
        }

        for (var j = 0; j <= other.Length; j++)
        {
            distances[0, j] = j;
        }

        for (var i = 1; i <= one.Length; i++)
        {
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = distances[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                distances[i, j] = Math.Min(replaced, Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    distances[i, j] = Math.Min(distances[i, j], distances[i - 2, j - 2] + 1);
                }
            }
        }

        return distances[one.Length, other.Length];
    }
}
