using System.Buffers.Binary;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Tentacle.Agent.Doors.Untrusted;

namespace Tentacle.Agent.Doors;

/// <summary>
/// Peers without a certificate: 10 s each. What protocol a peer wants is agreed before its certificate is seen, so one that agreed on HTTP/2 is told,
/// as RFC 9113 provides, to come back with HTTP/1.1: browsers and curl do so by themselves.
/// </summary>
internal static class AnonymousConnections
{
    private const int FrameHeader = 9;
    private const uint Http11Required = 0xd;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public static async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        using var timeUp = new CancellationTokenSource(Longest, TimeProvider.System);
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
            // Its time is up, it gave way to a newer one, or it left.
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
            transport.Input.AdvanceTo(request.Look(read.Buffer), read.Buffer.End);
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

            // A connection that is closed at once looks broken to some clients, which then do not try again.
            await UnreadInput.DropAsync(transport.Input, FirstRequest.MostBytes, cancellationToken);
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
