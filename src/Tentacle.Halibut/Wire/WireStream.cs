using System.Buffers;

namespace Tentacle.Halibut.Wire;

/// <summary>
/// The bytes of one connection. Reads are buffered here, so that a reader takes exactly its own bytes and leaves the following ones to the next reader.
/// Writes are collected until they are flushed, because the peer delays its acknowledgement between small ones.
/// </summary>
internal sealed class WireStream(Stream stream, TimeSpan transfer, TimeProvider time)
{
    private const int BufferSize = 16 * 1024;
    private const int MaxPending = 64 * 1024;
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly ArrayBufferWriter<byte> _pending = new();
    private int _start;
    private int _end;

    /// <summary>Bytes that were received and not taken.</summary>
    public ReadOnlySpan<byte> Available => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Takes the first bytes of <see cref="Available"/>.</summary>
    public void Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _end - _start);
        _start += count;
    }

    /// <summary>Waits for more bytes and appends them to <see cref="Available"/>.</summary>
    /// <returns>False when the peer has closed the connection.</returns>
    /// <exception cref="TimeoutException">The peer sent nothing within the transfer timeout.</exception>
    public ValueTask<bool> FillAsync(CancellationToken cancellationToken) => FillAsync(transfer, cancellationToken);

    /// <inheritdoc cref="FillAsync(CancellationToken)"/>
    public async ValueTask<bool> FillAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            Available.CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var read = await WithinAsync(timeout, token => stream.ReadAsync(_buffer.AsMemory(_end), token), cancellationToken);
        _end += read;
        return read > 0;
    }

    /// <summary>Fills the whole buffer.</summary>
    /// <exception cref="EndOfStreamException">The peer closed the connection before.</exception>
    public async ValueTask ReadExactlyAsync(Memory<byte> into, CancellationToken cancellationToken)
    {
        while (into.Length > 0)
        {
            into = into[await ReadAsync(into, cancellationToken)..];
        }
    }

    /// <returns>The number of bytes read, at least 1.</returns>
    /// <inheritdoc cref="ReadExactlyAsync"/>
    public async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellationToken)
    {
        if (_start == _end && into.Length >= BufferSize)
        {
            var read = await WithinAsync(transfer, token => stream.ReadAsync(into, token), cancellationToken);
            return read > 0 ? read : throw Truncated();
        }

        if (_start == _end && !await FillAsync(cancellationToken))
        {
            throw Truncated();
        }

        var count = Math.Min(into.Length, _end - _start);
        Available[..count].CopyTo(into.Span);
        _start += count;
        return count;
    }

    /// <summary>Collects bytes for the next flush.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_pending.WrittenCount + bytes.Length <= MaxPending)
        {
            _pending.Write(bytes.Span);
            return;
        }

        await SendPendingAsync(cancellationToken);
        await SendAsync(bytes, cancellationToken);
    }

    /// <summary>Sends what was collected.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await SendPendingAsync(cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>Runs an operation that may take a limited time.</summary>
    /// <exception cref="TimeoutException">The time is over.</exception>
    public async ValueTask<T> WithinAsync<T>(TimeSpan timeout, Func<CancellationToken, ValueTask<T>> operation, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await operation(linked.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The peer did not answer within {timeout.TotalSeconds:0} seconds.");
        }
    }

    /// <summary>The connection ended where it may not end.</summary>
    public static EndOfStreamException Truncated() => new("The peer closed the connection in the middle of a message.");

    private async ValueTask SendPendingAsync(CancellationToken cancellationToken)
    {
        if (_pending.WrittenCount > 0)
        {
            await SendAsync(_pending.WrittenMemory, cancellationToken);
            _pending.ResetWrittenCount();
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => _ = await WithinAsync(transfer, async token =>
    {
        await stream.WriteAsync(bytes, token);
        return true;
    }, cancellationToken);
}
