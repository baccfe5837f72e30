using System.IO.Enumeration;

namespace Tentacle.Core.Packages.Substitution;

/// <summary>Which files below a directory are meant: <c>*</c> and <c>?</c> within a name, <c>**</c> for any directories, none included. Case does not count.</summary>
internal sealed class FilePattern(string pattern)
{
    private readonly string[] _parts = pattern.Split('/', '\\');

    /// <param name="path">With <c>/</c> between its parts.</param>
    public bool IsMatch(string path) => IsMatch(_parts, path.Split('/'));

    // What fails goes on behind the last '**' with one directory more in it: earlier ones need not be looked at again, so many of them cost no more than one.
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
