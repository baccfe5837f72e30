using System.Text;

namespace Tentacle.Core.Jobs.Shells;

/// <summary>
/// Scripts as shells of Unix read them. Editors of Windows write a byte order mark, UTF-16, or carriage returns before newlines; to a shell each of them is
/// a part of the first command or of every one.
/// </summary>
public static class UnixScriptText
{
    private const char Mark = '\uFEFF';
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Longer marks first: that of UTF-32 begins with that of UTF-16.
    private static readonly Encoding[] Marked =
    [
        new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

    /// <summary>The text without a mark at its beginning; no shell wants one that is a character of the text.</summary>
    public static string WithoutMark(string script)
    {
        ArgumentNullException.ThrowIfNull(script);
        return script.StartsWith(Mark) ? script[1..] : script;
    }

    /// <summary>Without a mark, and with newlines alone between lines.</summary>
    public static string Normalize(string script) => WithoutMark(script).Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>The bytes of a script as the shell should have them: what is UTF-16 or UTF-32 becomes UTF-8, what is in another encoding stays in it.</summary>
    /// <returns>Null when they are so already.</returns>
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

    // No script in an encoding of single bytes has a zero as its first or second byte.
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
