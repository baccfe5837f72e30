using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Tentacle.Agent.Http.Responses;

/// <summary>The file name under which a caller may save an answer (RFC 6266, RFC 8187). For every name, the header is plain ASCII.</summary>
internal static class DownloadName
{
    private const string Attachment = "attachment";
    private const string Inline = "inline";
    private const string Fallback = "download";

    // The characters besides letters and digits that RFC 8187 does not escape.
    private const string Unescaped = "!#$&+-.^_`|~";

    // Clients read these characters differently: quotes end the name, and some clients take % for an escape.
    private const string Unsafe = "\"\\/%:*?<>|;";

    /// <summary>Marks the answer as a file to save.</summary>
    public static void Save(HttpResponse response, string path) => response.Headers.ContentDisposition = Format(Attachment, path);

    /// <summary>Marks the answer as content to show, with a name for saving it.</summary>
    public static void Show(HttpResponse response, string name) => response.Headers.ContentDisposition = Format(Inline, name);

    internal static string Format(string type, string path)
    {
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        var plain = new string(
            [.. name.EnumerateRunes().Select(
                rune => rune.IsAscii && rune.Value is >= ' ' and <= '~' && !Unsafe.Contains((char)rune.Value, StringComparison.Ordinal)
                    ? (char)rune.Value
                    : '_')]).Trim();

        // Clients take an empty name, or one that consists of dots, for a directory.
        var safe = plain.Trim('.').Length == 0 ? Fallback : plain;
        return safe == name ? $"{type}; filename=\"{safe}\"" : $"{type}; filename=\"{safe}\"; filename*=UTF-8''{Escape(name)}";
    }

    private static string Escape(string name)
    {
        var result = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            result = char.IsAsciiLetterOrDigit((char)b) || Unescaped.Contains((char)b, StringComparison.Ordinal)
                ? result.Append((char)b)
                : result.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return result.ToString();
    }
}
