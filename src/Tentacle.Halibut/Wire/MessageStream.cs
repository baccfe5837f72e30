using System.Buffers.Binary;
using System.IO.Compression;

namespace Tentacle.Halibut.Wire;

/// <summary>Reads and writes compressed messages, and writes the data streams after them.</summary>
internal sealed class MessageStream(WireStream wire, HalibutLimits limits)
{
    private const int LengthBytes = 4;
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Waits for a message.</summary>
    /// <param name="wait">The longest time until its first byte.</param>
    /// <param name="waiting">Ends the wait for the first byte, but not the reading of a message that has begun.</param>
    /// <returns>The inflated message. Null when the peer closed the connection before it.</returns>
    /// <exception cref="HalibutProtocolException">The message is not valid, or exceeds a limit.</exception>
    /// <exception cref="EndOfStreamException">The connection ended in the message.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(TimeSpan wait, CancellationToken waiting, CancellationToken cancellationToken)
    {
        if (wire.Available.IsEmpty && !await wire.FillAsync(wait, waiting))
        {
            return null;
        }

        var inflater = new Inflater(limits);
        while (true)
        {
            wire.Take(inflater.Feed(wire.Available));
            if (ExpectLength(inflater))
            {
                return inflater.Output;
            }

            if (!await wire.FillAsync(cancellationToken))
            {
                throw WireStream.Truncated();
            }
        }
    }

    /// <summary>Compresses a message and sends it with its data streams.</summary>
    /// <exception cref="EndOfStreamException">A data stream has fewer bytes than announced. The connection has to be closed.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> message, IReadOnlyList<OutgoingStream> streams, CancellationToken cancellationToken)
    {
        await wire.WriteAsync(Deflate(message.Span), cancellationToken);
        foreach (var stream in streams)
        {
            await WriteAsync(stream, cancellationToken);
        }

        await wire.FlushAsync(cancellationToken);
    }

    // The document begins with its length, so that the end of a valid message is known before it comes.
    private bool ExpectLength(Inflater inflater)
    {
        var output = inflater.Output.Span;
        if (output.Length >= LengthBytes)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(output);
            if (length < output.Length || length > limits.MaxMessageBytes || (inflater.IsDone && length != output.Length))
            {
                throw new HalibutProtocolException($"The message announces {length} bytes, which is not its length or is more than {limits.MaxMessageBytes}.");
            }

            inflater.Expect(length);
        }
        else if (inflater.IsDone)
        {
            throw new HalibutProtocolException("The message is empty.");
        }

        return inflater.IsDone;
    }

    private static byte[] Deflate(ReadOnlySpan<byte> message)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(message);
        }

        return compressed.ToArray();
    }

    private async Task WriteAsync(OutgoingStream stream, CancellationToken cancellationToken)
    {
        var header = new byte[24];
        stream.Id.TryWriteBytes(header);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), stream.Length);
        await wire.WriteAsync(header, cancellationToken);

        var chunk = new byte[Math.Min(ChunkBytes, stream.Length)];
        for (var left = stream.Length; left > 0;)
        {
            var read = await stream.Content.ReadAsync(chunk.AsMemory(0, (int)Math.Min(chunk.Length, left)), cancellationToken);
            if (read == 0)
            {
                throw new EndOfStreamException($"The content to send ended {left} bytes early.");
            }

            await wire.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
            left -= read;
        }

        await wire.WriteAsync(header.AsMemory(16), cancellationToken);
    }
}
