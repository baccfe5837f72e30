using System.Text;

namespace Tentacle.Core.Jobs.Shells;

/// <summary>
/// Converts scripts to the form that Unix shells read. Editors on Windows write a byte order mark, UTF-16, or carriage returns before newlines. A shell treats
/// each of them as a part of the first command, or of every command.
/// </summary>
public static class UnixScriptText
{
    private const char Mark = '\uFEFF';
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Longer marks come first, because the mark of UTF-32 begins with that of UTF-16.
    private static readonly Encoding[] Marked =
    [
        new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

    /// <summary>The text without a byte order mark at its beginning. A shell would read the mark as a character of the text.</summary>
    public static string WithoutMark(string script)
    {
        ArgumentNullException.ThrowIfNull(script);
        return script.StartsWith(Mark) ? script[1..] : script;
    }

    /// <summary>The text without a byte order mark, and with newlines instead of carriage returns and newlines.</summary>
    public static string Normalize(string script) => WithoutMark(script).Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>The bytes of a script in the form for a shell. UTF-16 and UTF-32 are converted to UTF-8; any other encoding is kept.</summary>
    /// <returns>Null when nothing needs to be changed.</returns>
    public static byte[]? Normalize(ReadOnlySpan<byte> script)
    {
        var decoded = Decode(script);
        var text = decoded is null ? script : Utf8.GetBytes(decoded);
        text = text.StartsWith("\uFEFF"u8) ? text["\uFEFF"u8.Length..] : text;
        return decoded is null && text.Length == script.Length && text.IndexOf("\r\n"u8) < 0 ? null : WithNewlines(text);
    }

    private static byte[] WithNewlines(ReadOnlySpan<byte> text)
    {
        var lines = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\r' || i + 1 == text.Length || text[i + 1] != '\n')
            {
                lines.Add(text[i]);
            }
        }

        return [.. lines];
    }

    // A script in a single-byte encoding has no zero as its first or second byte.
    private static string? Decode(ReadOnlySpan<byte> script)
    {
        Encoding? encoding = null;
        foreach (var marked in Marked)
        {
            encoding ??= script.StartsWith(marked.Preamble) ? marked : null;
        }

        encoding ??= script is [not 0, 0, not 0, ..] ? Marked[2] : script is [0, not 0, ..] ? Marked[3] : null;
        try
        {
            return encoding?.GetString(script);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
