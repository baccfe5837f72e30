using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Tentacle.Platform.Directories;

/// <summary>
/// Displays names that are not UTF-8 and parses them: <c>raw:</c> followed by the bytes of the name, in which <c>%</c> and all bytes that are not plain ASCII
/// are written as <c>%XX</c> (RFC 3986, section 2.1). A name that begins with <c>raw:</c> is displayed in the same way, so every displayed name identifies one
/// file.
/// </summary>
public static class RawNames
{
    public const string Prefix = "raw:";

    /// <summary>The rule for raw names, for error messages.</summary>
    public const string Rule = "After 'raw:' a name has printable ASCII characters and %XX (two hexadecimal digits) for every other byte; "
        + "it has no '/', no NUL and is neither empty nor '.' nor '..'.";

    /// <summary>The display form of a path. Each of its names is converted separately.</summary>
    public static string Show(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return OperatingSystem.IsWindows() || !(path.Contains(Prefix, StringComparison.Ordinal) || FileNameBytes.HasEscapes(path))
            ? path
            : string.Join('/', path.Split('/').Select(ShowName));
    }

    /// <summary>The display form of a name where a backslash is a separator, too. A name that contains a backslash becomes raw.</summary>
    public static string ShowForEitherSlash(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return !OperatingSystem.IsWindows() && name.Contains('\\', StringComparison.Ordinal) ? Escape(name) : Show(name);
    }

    /// <summary>Parses the display form of a path.</summary>
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
