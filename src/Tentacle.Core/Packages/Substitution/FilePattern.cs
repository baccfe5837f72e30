using System.IO.Enumeration;

namespace Tentacle.Core.Packages.Substitution;

/// <summary>Which files below a directory are meant: <c>*</c> and <c>?</c> within a name, <c>**</c> for any directories, none included. Case does not count.</summary>
internal sealed class FilePattern(string pattern)
{
    private readonly string[] _parts = pattern.Split('/', '\\');

    /// <param name="path">With <c>/</c> between its parts.</param>
    public bool IsMatch(string path) => IsMatch(_parts, path.Split('/'));

    private static bool IsMatch(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        if (pattern.IsEmpty || path.IsEmpty)
        {
            return path.IsEmpty && (pattern.IsEmpty || pattern is ["**"]);
        }

        return pattern[0] == "**"
            ? IsMatch(pattern[1..], path) || IsMatch(pattern, path[1..])
            : FileSystemName.MatchesSimpleExpression(pattern[0], path[0], ignoreCase: true) && IsMatch(pattern[1..], path[1..]);
    }
}
