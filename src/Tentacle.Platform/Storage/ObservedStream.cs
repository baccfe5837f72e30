namespace Tentacle.Platform.Storage;

/// <summary>A forward-only stream that reads another stream and inspects each piece that passes. It does not dispose of the other stream.</summary>
public abstract class ObservedStream(Stream inner) : ForwardStream
{
    public sealed override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Observe(buffer[..read]);
        return read;
    }

    public sealed override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Observe(buffer.Span[..read]);
        return read;
    }

    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Inspects the bytes that were read, before the reader receives them. The reader receives any exception that this method throws.</summary>
    /// <param name="bytes">The bytes read; empty at the end of the stream.</param>
    protected abstract void Observe(ReadOnlySpan<byte> bytes);
}
