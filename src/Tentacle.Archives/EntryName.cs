using System.Text;
using Tentacle.Contracts;
using Tentacle.Platform.Text;

namespace Tentacle.Archives;

/// <summary>
/// Validates the names of entries and the targets of links. None may lead out of the package on any system. Other names are rejected only if the local file
/// system cannot hold them: <c>File::Spec.3pm</c>, <c>aux.js</c> and a name that ends with a dot are valid on Linux and invalid on Windows.
/// </summary>
internal static class EntryName
{
    private const int MaxPartLength = 255;
    private const int MaxNameLength = 4000;
    private const int MaxDepth = 255;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="PackageException">The name is not UTF-8, which is required for file names.</exception>
    public static string Decode(ReadOnlySpan<byte> name)
    {
        try
        {
            return Utf8.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            throw Refuse(Encoding.Latin1.GetString(name), "has a name that is not UTF-8");
        }
    }

    /// <summary>Decodes a name; null when it is not UTF-8.</summary>
    public static string? TryDecode(ReadOnlySpan<byte> name) => System.Text.Unicode.Utf8.IsValid(name) ? Utf8.GetString(name) : null;

    /// <param name="entry">The name as it is in the archive.</param>
    /// <param name="backslashSeparates">
    /// True when a backslash separates the parts of a name, as tools on Windows write it. False when it is an ordinary character.
    /// </param>
    /// <returns>The name with <c>/</c> between its parts; null for the root.</returns>
    public static string? Normalize(string entry, bool backslashSeparates)
    {
        var separates = backslashSeparates || OperatingSystem.IsWindows();
        var name = separates ? entry.Replace('\\', '/') : entry;
        if (name.StartsWith('/'))
        {
            throw Refuse(entry, "is an absolute path");
        }

        while (name.StartsWith("./", StringComparison.Ordinal))
        {
            name = name[2..];
        }

        name = name.EndsWith('/') ? name[..^1] : name;
        if (name is "" or ".")
        {
            return null;
        }

        return FindWrong(name) is { } wrong ? throw Refuse(entry, wrong) : name;
    }

    /// <summary>
    /// Checks that the target of a link lies inside the package. The target is resolved lexically, which equals the file system's resolution only if no other
    /// link is on the way and every <c>..</c> comes first.
    /// </summary>
    /// <param name="name">The normalized name of the link.</param>
    /// <param name="target">The target as it is in the archive.</param>
    /// <param name="isLink">Returns true when a normalized name is another link.</param>
    public static void CheckTarget(string name, string target, Func<string, bool> isLink)
    {
        var parts = target.Split('/').Where(p => p != ".").ToList();
        var up = parts.TakeWhile(p => p == "..").Count();
        var below = parts.Skip(up).ToList();
        if (below.Count > 0 && below[^1].Length == 0)
        {
            below.RemoveAt(below.Count - 1);
        }

        var directory = name.Split('/')[..^1];
        if (target.Length is 0 or > MaxNameLength || target[0] == '/' || target.Any(char.IsControl) || up > directory.Length
            || below.Any(p => p is ".." or "" || LeadsOutElsewhere(p) || Encoding.UTF8.GetByteCount(p) > MaxPartLength) || IsDrive(parts[0]))
        {
            throw Refuse(name, $"is a link to '{ClaimedText.Escape(target)}', which is not surely inside the package");
        }

        string[] path = [.. directory[..^up], .. below];
        for (var length = 1; length < path.Length; length++)
        {
            if (isLink(string.Join('/', path[..length])))
            {
                throw Refuse(name, $"is a link to '{ClaimedText.Escape(target)}', over another link: where that leads cannot be known");
            }
        }
    }

    public static PackageException Refuse(string entry, string why) =>
        new($"The package is refused: its entry '{ClaimedText.Escape(entry)}' {why}. Nothing was installed; make the package again without it.");

    private static string? FindWrong(string name)
    {
        if (name.Length > MaxNameLength)
        {
            return $"has a name of more than {MaxNameLength} characters";
        }

        var parts = name.Split('/');
        if (parts.Any(p => p is "" or "." or ".." || LeadsOutElsewhere(p)) || IsDrive(parts[0]))
        {
            return "has a name that leads out of the package, or has an empty part";
        }

        if (parts.Length > MaxDepth)
        {
            return $"lies more than {MaxDepth} directories deep";
        }

        if (name.Any(char.IsControl))
        {
            return "has control characters in its name";
        }

        if (parts.Any(p => Encoding.UTF8.GetByteCount(p) > MaxPartLength))
        {
            return $"has a name with a part of more than {MaxPartLength} bytes";
        }

        return OperatingSystem.IsWindows() && !WorkspacePath.TryNormalize(name, out _) ? $"has a name that Windows cannot hold. {WorkspacePath.Rule}" : null;
    }

    // On Unix a backslash is an ordinary character, on Windows a separator.
    private static bool LeadsOutElsewhere(string part) => part.Contains('\\', StringComparison.Ordinal) && part.Split('\\').Any(p => p is "" or "..");

    private static bool IsDrive(string part) => part is [_, ':', ..] && char.IsAsciiLetter(part[0]) && (part.Length == 2 || part[2] == '\\');
}
