using System.Buffers;
using System.IO.Pipelines;

namespace Tentacle.Agent.Doors.Untrusted;

/// <summary>The protocol with which a peer begins a connection.</summary>
internal enum OpeningProtocol
{
    /// <summary>The peer disconnected, or sent too few bytes to recognize a protocol.</summary>
    Incomplete,

    /// <summary>One complete TLS handshake record.</summary>
    Tls,

    /// <summary>An HTTP request line or the HTTP/2 preface, unencrypted.</summary>
    Http,

    /// <summary>The greeting of Octopus Server's own protocol, unencrypted.</summary>
    Octopus,

    /// <summary>None of these.</summary>
    Other,
}

/// <summary>
/// Recognizes the protocol by a connection's first bytes, without consuming them. TLS starts only when its first record is complete, so that an
/// incomplete ClientHello costs no more than its bytes.
/// </summary>
internal static class OpeningBytes
{
    private const byte HandshakeRecord = 22;
    private const int RecordHeader = 5;

    // The maximum of TLS 1.3, plus the expansion that older versions allowed. The TLS implementation itself rejects a longer record.
    private const int MaxRecordLength = (16 * 1024) + 2048;
    private const int MaxMethodLength = 16;

    /// <exception cref="OperationCanceledException">The peer took too long.</exception>
    public static async ValueTask<OpeningProtocol> ReadAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var protocol = Judge(read.Buffer);
            if (protocol != OpeningProtocol.Incomplete || read.IsCompleted || read.IsCanceled)
            {
                input.AdvanceTo(read.Buffer.Start);
                return protocol;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static OpeningProtocol Judge(ReadOnlySequence<byte> received)
    {
        Span<byte> first = stackalloc byte[MaxMethodLength];
        first = first[..(int)Math.Min(first.Length, received.Length)];
        received.Slice(0, first.Length).CopyTo(first);
        if (first.IsEmpty)
        {
            return OpeningProtocol.Incomplete;
        }

        return first[0] == HandshakeRecord ? JudgeRecord(first, received.Length) : JudgeText(first);
    }

    private static OpeningProtocol JudgeRecord(ReadOnlySpan<byte> first, long received)
    {
        if (first.Length < RecordHeader)
        {
            return OpeningProtocol.Incomplete;
        }

        var length = (first[3] << 8) | first[4];
        return length > MaxRecordLength || received >= RecordHeader + length ? OpeningProtocol.Tls : OpeningProtocol.Incomplete;
    }

    private static OpeningProtocol JudgeText(ReadOnlySpan<byte> first)
    {
        var end = first.IndexOfAnyExceptInRange((byte)'A', (byte)'Z');
        return end switch
        {
            < 0 => first.Length < MaxMethodLength ? OpeningProtocol.Incomplete : OpeningProtocol.Other,
            0 => OpeningProtocol.Other,
            2 when first.StartsWith("MX-"u8) => OpeningProtocol.Octopus,
            >= 3 when first[end] == (byte)' ' => OpeningProtocol.Http,
            _ => OpeningProtocol.Other,
        };
    }
}
