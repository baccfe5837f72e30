using System.Buffers;
using System.Text;

namespace Tentacle.Agent.Http.Requests;

/// <summary>Finds the first byte of a text that is not valid UTF-8.</summary>
internal static class InvalidUtf8
{
    /// <param name="text">A text that is not valid UTF-8.</param>
    public static string Explain(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || text.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return "The body is UTF-16. JSON is read as UTF-8 only (RFC 8259): convert it and send it again.";
        }

        var (place, line, start) = (0, 1, 0);
        while (place < text.Length && Rune.DecodeFromUtf8(text[place..], out _, out var length) == OperationStatus.Done)
        {
            if (text[place] == (byte)'\n')
            {
                (line, start) = (line + 1, place + 1);
            }

            place += length;
        }

        return $"The body is not valid UTF-8: the byte 0x{text[place]:X2} at line {line}, byte {place - start + 1} belongs to no character. "
            + "Convert the body to UTF-8 and send it again.";
    }
}
