using Microsoft.AspNetCore.Connections;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>
/// The stream of a dialled connection, with the error behavior that the web server expects of a transport. On a broken connection, reads throw
/// <see cref="ConnectionResetException"/>. Writes never throw, because the web server does not survive that. Both report the reason.
/// </summary>
internal sealed class DialledStream(Stream inner, Action<string> ended, TimeProvider time) : Stream
{
    private const long NotWriting = long.MinValue;
    private long _writingSince = NotWriting;

    /// <summary>The time for which the current write has been waiting for the network. Zero when there is none.</summary>
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

    // The inner stream does not buffer writes.
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
