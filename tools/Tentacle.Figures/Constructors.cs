using System.Text.RegularExpressions;

namespace Tentacle.Figures;

/// <summary>Finds constructors with many parameters. Records are left out, because their constructors hold data and not dependencies.</summary>
internal static partial class Constructors
{
    /// <summary>Lists the constructors that have more parameters than allowed.</summary>
    public static IEnumerable<string> LongerThan(int most, IEnumerable<SourceFile> files) =>
        from file in files
        let text = string.Join('\n', file.Lines)
        from Match match in Primary().Matches(text).Concat(Ordinary().Matches(text))
        let count = Count(match.Groups[2].Value)
        where count > most
        select $"{file.Path}: {match.Groups[1].Value} has {count} parameters";

    // A comma inside <>, () or [] belongs to the type of a parameter.
    private static int Count(string parameters)
    {
        var (depth, count) = (0, parameters.Trim().Length == 0 ? 0 : 1);
        foreach (var c in parameters)
        {
            depth += c is '<' or '(' or '[' ? 1 : c is '>' or ')' or ']' ? -1 : 0;
            count += c == ',' && depth == 0 ? 1 : 0;
        }

        return count;
    }

    [GeneratedRegex(@"\b(?:class|struct) (\w+)(?:<[^>(]*>)?\(((?:[^()]|\([^()]*\))*)\)")]
    private static partial Regex Primary();

    [GeneratedRegex(@"^\s+(?:public|internal|private|protected) ([A-Z]\w*)\(((?:[^()]|\([^()]*\))*)\)\s*(?::|=>|\{|\n)", RegexOptions.Multiline)]
    private static partial Regex Ordinary();
}
