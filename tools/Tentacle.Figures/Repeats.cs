namespace Tentacle.Figures;

/// <summary>Finds code that occurs in two places, word for word.</summary>
internal static class Repeats
{
    /// <summary>Lists passages of at least this many lines that occur more than once. Imports, comments, braces and blank lines do not count as lines.</summary>
    public static IEnumerable<string> Of(int lines, IEnumerable<SourceFile> files)
    {
        var places = new Dictionary<string, (string Place, int Index)>();
        foreach (var file in files)
        {
            var code = file.Lines.Select((text, number) => (Text: text.Trim(), Number: number + 1)).Where(line => Counts(line.Text)).ToArray();
            var reported = -1;
            for (var i = 0; i + lines <= code.Length; i++)
            {
                var passage = string.Join('\n', code.Skip(i).Take(lines).Select(line => line.Text));
                var place = $"{file.Path}:{code[i].Number}";
                if (places.TryAdd(passage, (place, i)))
                {
                    continue;
                }

                // A longer passage is reported once, where it begins.
                if (i > reported)
                {
                    yield return $"{places[passage].Place} and {place}";
                }

                reported = i + 1;
            }
        }
    }

    private static bool Counts(string line) =>
        line is not ("" or "{" or "}" or "};" or ");" or "else" or "try" or "finally") && !line.StartsWith("using ", StringComparison.Ordinal) && !line.StartsWith("//", StringComparison.Ordinal);
}
