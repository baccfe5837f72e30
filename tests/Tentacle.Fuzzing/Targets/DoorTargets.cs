using System.Buffers.Binary;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Tentacle.Agent.Doors;
using Tentacle.Fuzzing.Engine;

namespace Tentacle.Fuzzing.Targets;

/// <summary>What strangers send once TLS is done: HTTP/2 that our own code reads, to send them back to HTTP/1.1.</summary>
internal static class DoorTargets
{
    private const int Header = 9;
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    public static IEnumerable<FuzzTarget> All()
    {
        yield return new FuzzTarget("anonymous-http2", [Preface, [.. Preface, .. Frame(4, 0, 0), .. Frame(1, 1, 4)],
            [.. Preface, .. Frame(8, 0, 4), .. Frame(0, 0, 200), .. Frame(1, 3, 0)]], Serve)
        {
            Words = [Preface, Frame(4, 0, 0), Frame(1, 1, 0), Frame(0, 0, 16384), Frame(6, 0, 8), [0xff, 0xff, 0xff]],
            LongestInput = 100_000,
            AllocationPerByte = 16,
        };
    }

    private static byte[] Frame(byte type, uint stream, int length)
    {
        var frame = new byte[Header + length];
        (frame[0], frame[1], frame[2], frame[3]) = ((byte)(length >> 16), (byte)(length >> 8), (byte)length, type);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(5), stream);
        return frame;
    }

    private static string Serve(byte[] input)
    {
        var options = new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0,
            useSynchronizationContext: false);
        var (received, sent) = (new Pipe(options), new Pipe(options));
        received.Writer.WriteAsync(input).AsTask().GetAwaiter().GetResult();
        received.Writer.Complete();
        var connection = new DefaultConnectionContext("fuzz", new Both(received.Reader, sent.Writer), new Both(sent.Reader, received.Writer));
        connection.Features.Set<ITlsApplicationProtocolFeature>(new Http2());
        FuzzBench.Finish(AnonymousConnections.ServeAsync(connection, _ => throw new BrokenPromiseException("HTTP/2 of a stranger is not handed on")));
        sent.Writer.Complete();
        BrokenPromiseException.ThrowUnless(sent.Reader.TryRead(out var answer) && answer.Buffer.Length <= 64, "a stranger is answered in two frames at most");
        return $"{answer.Buffer.Length}";
    }

    private sealed record Both(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Http2 : ITlsApplicationProtocolFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();
    }
}
