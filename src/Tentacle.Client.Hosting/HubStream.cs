namespace Tentacle.Client.Hosting;

/// <summary>The bytes of one agent's connection. Whoever finds out first that it is over, reader, writer or owner, ends it for all.</summary>
/// <param name="inner">What the web server gave away.</param>
/// <param name="tls">
/// The TLS below it, null where there is none. Written to directly: the web server, which writes nothing itself any more, would cut what is written into
/// records of 4 KiB, with which an upload had 0.92 of a listening agent's rate instead of 1.14.
/// </param>
internal sealed class HubStream(Stream inner, Stream? tls) : Stream
{
    private readonly Stream _out = tls ?? inner;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when no more bytes will come or go.</summary>
    public Task Ended => _ended.Task;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            if (read == 0 && buffer.Length > 0)
            {
                _ended.TrySetResult();
            }

            return read;
        }
        catch
        {
            _ended.TrySetResult();
            throw;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await _out.WriteAsync(buffer, cancellationToken);
        }
        catch
        {
            _ended.TrySetResult();
            throw;
        }
    }

    // What is below writes through.
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // The stream below belongs to the web server, which closes it when its request ends: that is what this lets happen.
    protected override void Dispose(bool disposing)
    {
        _ended.TrySetResult();
        base.Dispose(disposing);
    }
}
