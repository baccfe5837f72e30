using System.Text.RegularExpressions;

namespace Tentacle.Architecture.Tests.Rules;

/// <summary>Rules for one source file.</summary>
public static partial class FileRules
{
    private const int MaxFileLength = 400;

    /// <param name="project">Its full name, for example <c>Tentacle.Core</c>.</param>
    /// <param name="file">The path below the project, with <c>/</c>.</param>
    public static IEnumerable<string> Violations(string project, string file, string text)
    {
        var lines = text.Split('\n').Length;
        if (lines > MaxFileLength)
        {
            yield return $"{project}/{file} has {lines} lines, more than {MaxFileLength}.";
        }

        var folder = Path.GetDirectoryName(file)!.Replace('\\', '/').Replace('/', '.');
        var expected = folder.Length == 0 || IsFlat(project, folder) ? project : $"{project}.{folder}";
        foreach (var found in Namespace().Matches(text).Select(m => m.Groups[1].Value).Where(n => n != expected))
        {
            yield return $"{project}/{file} says namespace {found}, its folder says {expected}.";
        }

        if (PublicType().Matches(text).Select(match => match.Groups[1].Value).Distinct().ToList() is { Count: > 1 } types)
        {
            yield return $"{project}/{file} has the public types {string.Join(", ", types)}. Give each its own file.";
        }

        foreach (var name in TypeDeclaration().Matches(text).Select(m => m.Groups[1].Value).Where(n => BannedSuffix().IsMatch(n)))
        {
            yield return $"{project}/{file}: '{name}' does not say what it is for. Name the role (Store, Gate, Runner, Endpoints …).";
        }
    }

    /// <summary>Numbers of log messages that two messages have. A search for a number must find one message.</summary>
    /// <param name="files">The name and the text of each file.</param>
    public static IEnumerable<string> RepeatedEventIds(IEnumerable<(string File, string Text)> files) =>
        from use in files.SelectMany(file => EventId().Matches(file.Text).Select(match => (file.File, Id: match.Groups[1].Value)))
        group use.File by use.Id into uses
        where uses.Count() > 1
        select $"{uses.Key} is the number of more than one log message: {string.Join(", ", uses)}.";

    // Whoever speaks to a Tentacle writes one using for the whole wire; only how it is written as JSON is apart.
    private static bool IsFlat(string project, string folder) => project == "Tentacle.Contracts" && folder != "Json";

    [GeneratedRegex(@"LoggerMessage\(\s*(?:EventId\s*=\s*)?(\d+)")]
    private static partial Regex EventId();

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^[ \t]*(?:(?:public|internal|private|protected|file|static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(?:class|record(?:\s+struct|\s+class)?|struct|interface|enum)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"^public\s+(?:(?:static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(?:class|record(?:\s+struct|\s+class)?|struct|interface|enum)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"(Manager|Helpers?|Utils?|Utility|Utilities|Wrapper|Impl|Base|Info|Common)$")]
    private static partial Regex BannedSuffix();
}
