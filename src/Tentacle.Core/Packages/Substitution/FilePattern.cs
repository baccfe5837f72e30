using System.IO.Enumeration;

namespace Tentacle.Core.Packages.Substitution;

/// <summary>
/// A pattern for files below a directory: <c>*</c> and <c>?</c> match within a name, <c>**</c> matches any number of directories, including none. Case is
/// ignored.
/// </summary>
internal sealed class FilePattern(string pattern)
{
    private readonly string[] _parts = pattern.Split('/', '\\');

    /// <param name="path">The path, with <c>/</c> between its parts.</param>
    public bool IsMatch(string path) => IsMatch(_parts, path.Split('/'));

    // After a mismatch, the last '**' matches one more directory. Earlier ones need no backtracking, so many of them cost no more than one.
    private static bool IsMatch(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        var (part, any, resume) = (0, -1, 0);
        for (var at = 0; at < path.Length;)
        {
            if (part < pattern.Length && pattern[part] == "**")
            {
                (any, resume) = (part++, at);
            }
            else if (part < pattern.Length && FileSystemName.MatchesSimpleExpression(pattern[part], path[at], ignoreCase: true))
            {
                part++;
                at++;
            }
            else if (any >= 0)
            {
                (part, at) = (any + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return !pattern[part..].ContainsAnyExcept("**");
    }
}
