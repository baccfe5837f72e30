using Microsoft.AspNetCore.Connections;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>
/// The bytes of a dialled connection, as the web server expects a transport: a broken one fails reads in the words that the server knows, and writes never,
/// because it does not survive a write that throws. Both tell why it ended.
/// </summary>
internal sealed class DialledStream(Stream inner, Action<string> ended, TimeProvider time) : Stream
{
    private const long NotWriting = long.MinValue;
    private long _writingSince = NotWriting;

    /// <summary>For how long the write that is under way has been waiting for the network; zero when there is none.</summary>
    public TimeSpan WritingFor => Interlocked.Read(ref _writingSince) is var since && since != NotWriting ? time.GetElapsedTime(since) : TimeSpan.Zero;

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
                ended("The server closed the connection.");
            }

            return read;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Broke(e);
            throw new ConnectionResetException(e.Message, e);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Interlocked.Exchange(ref _writingSince, time.GetTimestamp());
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Broke(e);
        }
        finally
        {
            Interlocked.Exchange(ref _writingSince, NotWriting);
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

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    private void Broke(Exception e) => ended($"The connection broke: {(e.InnerException ?? e).Message}");
}
