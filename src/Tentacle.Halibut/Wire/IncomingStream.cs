using System.Buffers.Binary;

namespace Tentacle.Halibut.Wire;

/// <summary>
/// A data stream that follows a request: the content of an uploaded file, read straight from the connection. It can be read once, forward, and before the
/// streams after it. Its last byte is handed out only when the peer has confirmed the length, so a reader that got all bytes has exactly what was sent.
/// </summary>
public sealed class IncomingStream : Stream
{
    private const int HeaderBytes = 24;
    private readonly WireStream _wire;
    private readonly IncomingStream? _previous;
    private long _left;
    private Stage _stage;

    internal IncomingStream(WireStream wire, Guid id, long length, IncomingStream? previous)
    {
        _wire = wire;
        _previous = previous;
        Id = id;
        _left = length;
        Length = length;
    }

    private enum Stage
    {
        Unopened,
        Open,
        Complete,
        Broken,
    }

    /// <summary>The identifier in the request.</summary>
    public Guid Id { get; }

    /// <summary>The length in bytes that the request announced.</summary>
    public override long Length { get; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Position
    {
        get => Length - _left;
        set => throw new NotSupportedException("A data stream can be read only forward.");
    }

    /// <summary>Reads and discards the bytes that are left, so that the connection can be used again.</summary>
    /// <exception cref="HalibutProtocolException">The stream is not the announced one.</exception>
    /// <exception cref="EndOfStreamException">The connection ended before the stream did.</exception>
    internal async ValueTask SkipAsync(Memory<byte> scratch, CancellationToken cancellationToken)
    {
        if (_stage == Stage.Broken)
        {
            throw new HalibutProtocolException("The data stream cannot be read to its end after a failure.");
        }

        while (await ReadAsync(scratch, cancellationToken) > 0)
        {
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A stream before this one was not read to its end.</exception>
    /// <exception cref="HalibutProtocolException">The stream is not the announced one.</exception>
    /// <exception cref="EndOfStreamException">The connection ended before the stream did.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_stage == Stage.Complete || (buffer.IsEmpty && Length > 0))
        {
            return 0;
        }

        if (_previous is { _stage: not Stage.Complete } || _stage == Stage.Broken)
        {
            throw new InvalidOperationException("Data streams are read in their order, each to its end.");
        }

        // A read that fails or is canceled half-way leaves the place in the connection unknown.
        var opened = _stage == Stage.Open;
        _stage = Stage.Broken;
        if (!opened)
        {
            await ReadHeaderAsync(cancellationToken);
        }

        var read = _left == 0 ? 0 : await _wire.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken);
        _left -= read;
        if (_left == 0)
        {
            await ReadTrailerAsync(cancellationToken);
        }

        _stage = _left == 0 ? Stage.Complete : Stage.Open;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A data stream is read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A data stream can be read only forward.");

    public override void SetLength(long value) => throw new NotSupportedException("A data stream cannot be written.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A data stream cannot be written.");

    private async ValueTask ReadHeaderAsync(CancellationToken cancellationToken)
    {
        var header = new byte[HeaderBytes];
        await _wire.ReadExactlyAsync(header, cancellationToken);
        if (new Guid(header.AsSpan(0, 16)) != Id || BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(16)) != Length)
        {
            throw new HalibutProtocolException("The peer sent another data stream than the one that the message announced.");
        }
    }

    private async ValueTask ReadTrailerAsync(CancellationToken cancellationToken)
    {
        var trailer = new byte[sizeof(long)];
        await _wire.ReadExactlyAsync(trailer, cancellationToken);
        if (BinaryPrimitives.ReadInt64LittleEndian(trailer) != Length)
        {
            throw new HalibutProtocolException("The peer did not confirm the length of a data stream.");
        }
    }
}
