using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Tentacle.Agent.Responses;

/// <summary>Under which name a caller may save an answer (RFC 6266, RFC 8187). The name is data: whatever it is, the header stays one of plain ASCII.</summary>
internal static class DownloadName
{
    private const string Attachment = "attachment";
    private const string Inline = "inline";
    private const string Fallback = "download";

    // What RFC 8187 lets stand as it is.
    private const string Unescaped = "!#$&+-.^_`|~";

    // In a name that every client shall read alike: quotes end it, and % is taken for an escape by some.
    private const string Unsafe = "\"\\/%:*?<>|;";

    /// <summary>Says that it is a file to be saved.</summary>
    public static void Save(HttpResponse response, string path) => response.Headers.ContentDisposition = Format(Attachment, path);

    /// <summary>Says that it may be shown, and what it is called when it is saved.</summary>
    public static void Show(HttpResponse response, string name) => response.Headers.ContentDisposition = Format(Inline, name);

    internal static string Format(string type, string path)
    {
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        var plain = new string([.. name.EnumerateRunes().Select(rune => rune.IsAscii && rune.Value is >= ' ' and <= '~' && !Unsafe.Contains((char)rune.Value, StringComparison.Ordinal) ? (char)rune.Value : '_')]).Trim();

        // A name of dots alone, or none, is a directory to those who save it.
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
