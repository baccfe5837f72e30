namespace Tentacle.Agent.Http.Requests;

/// <summary>Suggests the correct name for a misspelled one.</summary>
internal static class NearestName
{
    // Longer names are unlikely to be typing errors, and the cost of the distance is the product of both lengths.
    private const int MaxGuessedLength = 40;

    /// <summary>The most similar name, ignoring case and separators. Null when no name is similar enough.</summary>
    public static string? Find(string given, IEnumerable<string> names)
    {
        var plain = Plain(given);
        if (plain.Length is 0 or > MaxGuessedLength)
        {
            return null;
        }

        var nearest = names.Select(name => (Name: name, Distance: Distance(plain, Plain(name)))).MinBy(n => n.Distance);
        return nearest.Name is not null && nearest.Distance <= plain.Length / 2 ? nearest.Name : null;
    }

    private static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    // The Levenshtein distance, computed one row at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
