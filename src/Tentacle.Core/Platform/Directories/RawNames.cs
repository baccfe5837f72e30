using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Tentacle.Core.Platform.Directories;

/// <summary>
/// How names that are not UTF-8 are shown, and taken back: <c>raw:</c>, then the name's bytes, those that are not plain ASCII and <c>%</c> itself as
/// <c>%XX</c> (RFC 3986, section 2.1). A name that begins with <c>raw:</c> itself is shown in the same way, so that every shown name is one file.
/// </summary>
public static class RawNames
{
    public const string Prefix = "raw:";

    /// <summary>One rule for messages.</summary>
    public const string Rule = "After 'raw:' a name has printable ASCII characters and %XX (two hexadecimal digits) for every other byte; it has no '/', no NUL and is neither empty nor '.' nor '..'.";

    /// <summary>A path as it is shown, each of its names by itself.</summary>
    public static string Show(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return OperatingSystem.IsWindows() || !(path.Contains(Prefix, StringComparison.Ordinal) || FileNameBytes.HasEscapes(path))
            ? path
            : string.Join('/', path.Split('/').Select(ShowName));
    }

    /// <summary>A name as it is shown where a backslash separates, too: one that has a backslash of its own is raw.</summary>
    public static string ShowForEitherSlash(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return !OperatingSystem.IsWindows() && name.Contains('\\', StringComparison.Ordinal) ? Escape(name) : Show(name);
    }

    /// <summary>The path that a shown one stands for.</summary>
    /// <returns>False when a name in it breaks <see cref="Rule"/>.</returns>
    public static bool TryRead(string shown, [NotNullWhen(true)] out string? path)
    {
        ArgumentNullException.ThrowIfNull(shown);
        path = shown;
        if (OperatingSystem.IsWindows() || !shown.Contains(Prefix, StringComparison.Ordinal))
        {
            return true;
        }

        var names = shown.Split('/');
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i].StartsWith(Prefix, StringComparison.Ordinal) && !TryReadName(names[i].AsSpan(Prefix.Length), out names[i]!))
            {
                path = null;
                return false;
            }
        }

        path = string.Join('/', names);
        return true;
    }

    private static string ShowName(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) || FileNameBytes.HasEscapes(name) ? Escape(name) : name;

    private static string Escape(string name)
    {
        var shown = new StringBuilder(Prefix, Prefix.Length + (name.Length * 3));
        foreach (var b in FileNameBytes.Encode(name))
        {
            _ = IsPlain((char)b) ? shown.Append((char)b) : shown.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return shown.ToString();
    }

    private static bool TryReadName(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? name)
    {
        name = null;
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
                {
                    return false;
                }

                bytes.Add(value);
                i += 2;
            }
            else if (IsPlain(text[i]))
            {
                bytes.Add((byte)text[i]);
            }
            else
            {
                return false;
            }
        }

        if (bytes.Count == 0 || bytes.Contains(0) || bytes.Contains((byte)'/') || bytes is [(byte)'.'] or [(byte)'.', (byte)'.'])
        {
            return false;
        }

        name = FileNameBytes.Decode([.. bytes]);
        return true;
    }

    private static bool IsPlain(char c) => c is > ' ' and < '\x7f' and not ('%' or '/' or '\\');
}
