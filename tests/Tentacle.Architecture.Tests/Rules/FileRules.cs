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

        foreach (var name in TypeDeclaration().Matches(text).Select(m => m.Groups[1].Value).Where(n => BannedSuffix().IsMatch(n)))
        {
            yield return $"{project}/{file}: '{name}' does not say what it is for. Name the role (Store, Gate, Runner, Endpoints …).";
        }
    }

    // Whoever speaks to a Tentacle writes one using for the whole wire; only how it is written as JSON is apart.
    private static bool IsFlat(string project, string folder) => project == "Tentacle.Contracts" && folder != "Json";

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^[ \t]*(?:(?:public|internal|private|protected|file|static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(?:class|record(?:\s+struct|\s+class)?|struct|interface|enum)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"(Manager|Helpers?|Utils?|Utility|Utilities|Wrapper|Impl|Base|Info|Common)$")]
    private static partial Regex BannedSuffix();
}
