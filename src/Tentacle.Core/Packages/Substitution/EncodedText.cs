using System.Text;

namespace Tentacle.Core.Packages.Substitution;

/// <summary>The content of a text file, with the encoding and byte order mark that are needed to write it back in the same form.</summary>
internal sealed record EncodedText(string Text, Encoding Encoding, bool HasMark)
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    // Longer marks come first, because the mark of UTF-32 begins with that of UTF-16.
    private static readonly Encoding[] Marked =
    [
        new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        Utf8,
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

    // This encoding maps every byte to a character and back, so unmodified text keeps its bytes in any code page.
    private static readonly Encoding OneByte = Encoding.GetEncoding("iso-8859-1", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    /// <summary>Decodes the content; null when it is not text.</summary>
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

    /// <exception cref="EncoderFallbackException">A character cannot be represented in the encoding.</exception>
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
