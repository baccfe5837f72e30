using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Tentacle.Agent.Doors;

/// <summary>
/// Peers without a certificate: at most 50 at a time and 10 s each. What protocol a peer wants is agreed before its certificate is seen, so one
/// that agreed on HTTP/2 is told, as RFC 9113 provides, to come back with HTTP/1.1: browsers and curl do so by themselves.
/// </summary>
internal sealed class AnonymousConnections
{
    private const int Most = 50;
    private const int FrameHeader = 9;
    private const int HeadersFrame = 1;
    private const uint Http11Required = 0xd;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();
    private int _count;

    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            if (Interlocked.Increment(ref _count) > Most)
            {
                return;
            }

            using var timeUp = new CancellationTokenSource(Longest, TimeProvider.System);
            await using var _ = timeUp.Token.Register(() => connection.Abort(new ConnectionAbortedException("A connection without a certificate has 10 s.")));
            if (connection.Features.Get<ITlsApplicationProtocolFeature>()?.ApplicationProtocol.Span.SequenceEqual("h2"u8) == true)
            {
                await SendBackToHttp11Async(connection.Transport, timeUp.Token);
            }
            else
            {
                await next(connection);
            }
        }
        catch (OperationCanceledException)
        {
            // Its time is up.
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private static async Task SendBackToHttp11Async(IDuplexPipe transport, CancellationToken cancellationToken)
    {
        // An empty SETTINGS frame is the server's half of the preface.
        await transport.Output.WriteAsync(Frame(4, 0, []), cancellationToken);
        while (true)
        {
            var read = await transport.Input.ReadAsync(cancellationToken);
            if (FindHeadersFrame(read.Buffer) is { } stream)
            {
                var code = new byte[sizeof(uint)];
                BinaryPrimitives.WriteUInt32BigEndian(code, Http11Required);
                await transport.Output.WriteAsync(Frame(3, stream, code), cancellationToken);
                await WaitForCloseAsync(transport.Input, read.Buffer.End, cancellationToken);
                return;
            }

            if (read.IsCompleted)
            {
                return;
            }

            transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    // A connection that is closed at once looks broken to some clients, which then do not try again.
    private static async Task WaitForCloseAsync(PipeReader input, SequencePosition seen, CancellationToken cancellationToken)
    {
        input.AdvanceTo(seen);
        while (await input.ReadAsync(cancellationToken) is { IsCompleted: false } read)
        {
            input.AdvanceTo(read.Buffer.End);
        }
    }

    private static byte[] Frame(byte type, uint stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[FrameHeader + payload.Length];
        frame[2] = (byte)payload.Length;
        frame[3] = type;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(FrameHeader));
        return frame;
    }

    /// <summary>The stream of the first request; null when it has not come yet.</summary>
    private static uint? FindHeadersFrame(ReadOnlySequence<byte> received)
    {
        if (received.Length < Preface.Length)
        {
            return null;
        }

        var rest = received.Slice(Preface.Length);
        Span<byte> header = stackalloc byte[FrameHeader];
        while (rest.Length >= FrameHeader)
        {
            rest.Slice(0, FrameHeader).CopyTo(header);
            if (header[3] == HeadersFrame)
            {
                return BinaryPrimitives.ReadUInt32BigEndian(header[5..]) & 0x7fffffff;
            }

            var length = (header[0] << 16) | (header[1] << 8) | header[2];
            if (rest.Length < FrameHeader + length)
            {
                return null;
            }

            rest = rest.Slice(FrameHeader + length);
        }

        return null;
    }
}
