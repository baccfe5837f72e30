using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Jobs.Format.Logs;

/// <summary>Writes log records directly from the bytes that a script wrote. This is the hot path of a job with much output.</summary>
internal sealed class RecordWriter(TimeProvider time)
{
    // Bytes that JSON does not escape: all printable ASCII except the quote and the backslash.
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x5f).Select(b => (byte)b).Where(b => b is not ((byte)'"' or (byte)'\\'))]);
    private static readonly SearchValues<byte> MustEscape = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\']);
    private readonly byte[] _time = new byte[TimestampConverter.Length];

    /// <summary>Sets the time of the records that follow to the current time.</summary>
    public void Stamp() => time.GetUtcNow().UtcDateTime.TryFormat(_time, out _, TimestampConverter.Format, CultureInfo.InvariantCulture);

    /// <summary>Writes one record with UTF-8 text. Invalid bytes become U+FFFD.</summary>
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
