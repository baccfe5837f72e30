using System.Buffers.Binary;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Tentacle.Agent.Doors.Untrusted;

namespace Tentacle.Agent.Doors;

/// <summary>
/// Serves peers without a certificate, for 10 s each. TLS negotiates the protocol before the server sees the certificate. A peer that negotiated HTTP/2
/// therefore receives the error HTTP_1_1_REQUIRED (RFC 9113), after which browsers and curl retry with HTTP/1.1.
/// </summary>
internal static class AnonymousConnections
{
    private const int FrameHeader = 9;
    private const uint Http11Required = 0xd;
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(10);

    public static async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        using var timeUp = new CancellationTokenSource(MaxDuration, TimeProvider.System);
        await using var _ = timeUp.Token.Register(() => connection.Abort(new ConnectionAbortedException("A connection without a certificate has 10 s.")));
        try
        {
            if (connection.Features.Get<ITlsApplicationProtocolFeature>()?.ApplicationProtocol.Span.SequenceEqual("h2"u8) == true)
            {
                await SendBackToHttp11Async(connection.Transport, timeUp.Token);
            }
            else
            {
                await next(connection);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The time limit was reached, a newer connection displaced this one, or the peer disconnected.
        }
    }

    private static async Task SendBackToHttp11Async(IDuplexPipe transport, CancellationToken cancellationToken)
    {
        // An empty SETTINGS frame is the server's half of the preface.
        await transport.Output.WriteAsync(Frame(4, 0, []), cancellationToken);
        var request = new FirstRequest();
        while (request.Stream is null && !request.IsOver)
        {
            var read = await transport.Input.ReadAsync(cancellationToken);
            transport.Input.AdvanceTo(request.Inspect(read.Buffer), read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        if (request.Stream is { } stream)
        {
            var code = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(code, Http11Required);
            await transport.Output.WriteAsync(Frame(3, stream, code), cancellationToken);

            // Some clients treat a connection that is closed immediately as broken, and do not retry.
            await UnreadInput.DropAsync(transport.Input, FirstRequest.MaxBytes, cancellationToken);
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
}
