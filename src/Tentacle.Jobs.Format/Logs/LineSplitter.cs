using System.Buffers;
using Tentacle.Contracts;

namespace Tentacle.Jobs.Format.Logs;

/// <summary>
/// Splits the bytes of one stream into log records. A line ends at <c>\n</c> or <c>\r\n</c>. A line longer than 64 KiB is written in pieces, and no secret is
/// split between two pieces.
/// </summary>
internal sealed class LineSplitter(LogStream stream, SecretMasker masker, RecordWriter records)
{
    public const int MaxPieceLength = 64 * 1024;

    private readonly PendingBytes _rest = new();
    private readonly ArrayBufferWriter<byte> _masked = new();

    /// <summary>Adds bytes that the script wrote, and writes the records of all complete lines.</summary>
    public void Write(ReadOnlySpan<byte> bytes, ArrayBufferWriter<byte> output)
    {
        if (_rest.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\n');
            _rest.Add(end < 0 ? bytes : bytes[..end]);
            WriteLongPieces(output);
            if (end < 0)
            {
                return;
            }

            WriteLine(_rest.Span, mayHoldSecret: true, output);
            _rest.Clear();
            bytes = bytes[(end + 1)..];
        }

        var mayHoldSecret = masker.LongestPattern > 0 && masker.Occurs(bytes);
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            if (end > MaxPieceLength)
            {
                _rest.Add(bytes[..end]);
                WriteLongPieces(output);
                WriteLine(_rest.Span, mayHoldSecret, output);
                _rest.Clear();
            }
            else
            {
                WriteLine(bytes[..end], mayHoldSecret, output);
            }

            bytes = bytes[(end + 1)..];
        }

        _rest.Add(bytes);
        WriteLongPieces(output);
    }

    /// <summary>Ends the stream. Remaining bytes without a newline are the last line.</summary>
    public void End(ArrayBufferWriter<byte> output)
    {
        if (_rest.Length == 0)
        {
            return;
        }

        WriteLine(_rest.Span, mayHoldSecret: true, output);
        _rest.Clear();
    }

    private void WriteLongPieces(ArrayBufferWriter<byte> output)
    {
        // A piece is written only when the longest secret that could begin in it is available completely.
        while (_rest.Length > MaxPieceLength + masker.LongestPattern)
        {
            var all = _rest.Span;
            var cut = WholeCharacters(
                all,
                masker.LongestPattern == 0 ? MaxPieceLength : masker.CutAfter(all[..(MaxPieceLength + masker.LongestPattern)], MaxPieceLength));
            WriteText(all[..cut], mayHoldSecret: true, partial: true, output);
            _rest.Drop(cut);
        }
    }

    // Bytes 10xxxxxx continue a UTF-8 character. A piece must not end inside a character.
    private static int WholeCharacters(ReadOnlySpan<byte> text, int cut)
    {
        var back = 0;
        while (back < 3 && (text[cut - back] & 0xc0) == 0x80)
        {
            back++;
        }

        return (text[cut - back] & 0xc0) == 0xc0 ? cut - back : cut;
    }

    private void WriteLine(ReadOnlySpan<byte> line, bool mayHoldSecret, ArrayBufferWriter<byte> output) =>
        WriteText(line is [.., (byte)'\r'] ? line[..^1] : line, mayHoldSecret, partial: false, output);

    private void WriteText(ReadOnlySpan<byte> text, bool mayHoldSecret, bool partial, ArrayBufferWriter<byte> output)
    {
        if (mayHoldSecret && masker.Occurs(text))
        {
            _masked.ResetWrittenCount();
            masker.Write(text, _masked);
            text = _masked.WrittenSpan;
        }

        records.Write(output, stream, text, partial);
    }
}
