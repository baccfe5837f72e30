namespace Tentacle.Core.Packages.Archives;

/// <summary>Lets only so many bytes be read at times when the reader would keep them in memory.</summary>
internal sealed class BudgetedStream(Stream inner) : Stream
{
    private long _allowed = long.MaxValue;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Allow(long bytes) => _allowed = bytes;

    public void AllowAll() => _allowed = long.MaxValue;

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        _allowed -= read;
        return _allowed >= 0 ? read : throw new PackageException("The package is refused: names and attributes of one of its entries are longer than any real ones. Nothing was installed.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
