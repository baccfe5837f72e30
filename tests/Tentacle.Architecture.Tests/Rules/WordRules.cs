using System.Text.RegularExpressions;

namespace Tentacle.Architecture.Tests.Rules;

/// <summary>The patterns that <c>docs/writing.md</c> rejects, in string literals, XML documentation and the text of pages.</summary>
public static partial class WordRules
{
    /// <param name="file">The path that a violation names.</param>
    /// <param name="text">Source code in C# or Razor.</param>
    public static IEnumerable<string> Violations(string file, string text)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            foreach (var rejected in Visible(line, isPage: file.EndsWith(".razor", StringComparison.Ordinal)).SelectMany(Rejected))
            {
                yield return $"{file}:{number} says '{rejected}'. See docs/writing.md.";
            }
        }
    }

    private static IEnumerable<string> Visible(string line, bool isPage)
    {
        var trimmed = line.TrimStart();
        return trimmed.StartsWith("///", StringComparison.Ordinal) ? [trimmed]
            : trimmed.StartsWith("//", StringComparison.Ordinal) ? []
            : isPage ? [line]
            : Literal().Matches(line).Select(m => m.Value);
    }

    // The account of that name exists on every Unix.
    private static IEnumerable<string> Rejected(string text) =>
        Pattern().Matches(text.Replace("'nobody'", "", StringComparison.Ordinal)).Select(m => m.Value);

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"
        """)]
    private static partial Regex Literal();

    [GeneratedRegex(
        @"(?<!\bthere )\b(?:is|are) no (?!longer\b|more\b)|\b(?:nobody|somebody|anybody|whoever|anew)\b|\b(?:stands twice|had back|never was)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();
}
