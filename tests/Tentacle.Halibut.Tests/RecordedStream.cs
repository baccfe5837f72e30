namespace Tentacle.Halibut.Tests;

/// <summary>A peer whose bytes are known before: it hands them out in pieces, closes the connection after them, and keeps what it is sent.</summary>
internal sealed class RecordedStream(byte[] input, int piece) : Stream
{
    private readonly MemoryStream _output = new();

    /// <summary>Bytes that were read.</summary>
    public int Taken { get; private set; }

    public byte[] Output => _output.ToArray();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = Math.Min(Math.Min(buffer.Length, piece), input.Length - Taken);
        input.AsMemory(Taken, count).CopyTo(buffer);
        Taken += count;
        return ValueTask.FromResult(count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _output.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
