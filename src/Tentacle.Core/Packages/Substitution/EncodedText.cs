using System.Text;

namespace Tentacle.Core.Packages.Substitution;

/// <summary>A text file's content with what it takes to write it back the same way: its encoding and its byte order mark.</summary>
internal sealed record EncodedText(string Text, Encoding Encoding, bool HasMark)
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    // Longer marks first: that of UTF-32 begins with that of UTF-16.
    private static readonly Encoding[] Marked =
    [
        new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        Utf8,
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

    // Every byte is a character of it and back: what was not touched stays as it was, whatever the code page.
    private static readonly Encoding OneByte = Encoding.GetEncoding("iso-8859-1", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    /// <summary>Null when it is not text.</summary>
    public static EncodedText? TryRead(ReadOnlySpan<byte> content)
    {
        foreach (var encoding in Marked)
        {
            if (content.StartsWith(encoding.Preamble))
            {
                return TryDecode(content[encoding.Preamble.Length..], encoding, hasMark: true);
            }
        }

        return content.Contains((byte)0) ? null : TryDecode(content, Utf8, hasMark: false) ?? TryDecode(content, OneByte, hasMark: false);
    }

    /// <exception cref="EncoderFallbackException">The encoding has no such character.</exception>
    public byte[] ToBytes() => HasMark ? [.. Encoding.Preamble, .. Encoding.GetBytes(Text)] : Encoding.GetBytes(Text);

    private static EncodedText? TryDecode(ReadOnlySpan<byte> content, Encoding encoding, bool hasMark)
    {
        try
        {
            return new EncodedText(encoding.GetString(content), encoding, hasMark);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
