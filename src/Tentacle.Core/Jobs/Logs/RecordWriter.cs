using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Core.Jobs.Logs;

/// <summary>Writes records of the log, straight from the bytes that a script wrote: the hot path of a job with much output.</summary>
internal sealed class RecordWriter(TimeProvider time)
{
    // What stands in JSON as it is: everything printable in ASCII but the quote and the backslash.
    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(0x20, 0x5f).Select(b => (byte)b).Where(b => b is not ((byte)'"' or (byte)'\\'))]);
    private static readonly SearchValues<byte> MustEscape = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\']);
    private readonly byte[] _time = new byte[TimestampConverter.Length];

    /// <summary>Takes the time for the records that follow.</summary>
    public void Stamp() => time.GetUtcNow().UtcDateTime.TryFormat(_time, out _, TimestampConverter.Format, CultureInfo.InvariantCulture);

    /// <summary>One record, its text as UTF-8; what is not UTF-8 becomes U+FFFD.</summary>
    public void Write(ArrayBufferWriter<byte> output, LogStream stream, ReadOnlySpan<byte> text, bool partial = false, bool gap = false)
    {
        output.Write("{\"time\":\""u8);
        output.Write(_time);
        output.Write(stream switch
        {
            LogStream.Stdout => "\",\"stream\":\"stdout\",\"text\":\""u8,
            LogStream.Stderr => "\",\"stream\":\"stderr\",\"text\":\""u8,
            _ => "\",\"stream\":\"agent\",\"text\":\""u8,
        });
        WriteText(output, text);
        output.Write(partial ? "\",\"partial\":true}\n"u8 : gap ? "\",\"gap\":true}\n"u8 : "\"}\n"u8);
    }

    private static void WriteText(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAnyExcept(Plain) < 0)
        {
            output.Write(text);
        }
        else if (Utf8.IsValid(text))
        {
            WriteEscaped(output, text);
        }
        else
        {
            WriteEscaped(output, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text)));
        }
    }

    private static void WriteEscaped(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny(MustEscape) is var at and >= 0)
        {
            output.Write(text[..at]);
            WriteEscape(output, text[at]);
            text = text[(at + 1)..];
        }

        output.Write(text);
    }

    private static void WriteEscape(ArrayBufferWriter<byte> output, byte b)
    {
        switch (b)
        {
            case (byte)'"':
                output.Write("\\\""u8);
                break;
            case (byte)'\\':
                output.Write("\\\\"u8);
                break;
            case (byte)'\t':
                output.Write("\\t"u8);
                break;
            case (byte)'\r':
                output.Write("\\r"u8);
                break;
            default:
                output.Write([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', Hex(b >> 4), Hex(b & 0xf)]);
                break;
        }
    }

    private static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'a' + digit - 10);
}
