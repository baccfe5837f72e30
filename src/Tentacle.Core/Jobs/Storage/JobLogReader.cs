using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Tentacle.Jobs.Format.Logs;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>Reads whole records of a log as they are on disk, without parsing them.</summary>
public sealed class JobLogReader(JobLog log) : IDisposable
{
    private const int BlockSize = 64 * 1024;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
    private SafeFileHandle? _file;

    /// <summary>True when the cursor is at the boundary of a record. False when it is past the end or inside a record.</summary>
    public bool IsBoundary(long cursor)
    {
        _file ??= log.TryOpen();
        return cursor == 0 || (_file is not null && LogTail.IsBoundary(_file, cursor));
    }

    /// <summary>The cursor after the last whole record that is on disk now.</summary>
    public long EndOfRecords(long after)
    {
        _file ??= log.TryOpen();
        return _file is null ? after : LogTail.EndOfRecords(_file, after);
    }

    /// <summary>Reads blocks of whole records. The memory of a block is valid until the next one is read.</summary>
    /// <param name="span">The part of the log to read.</param>
    /// <param name="idle">Called when all present records were returned, before waiting for more.</param>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        LogSpan span,
        Func<ValueTask> idle,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (position, left) = (span.After, span.Limit ?? long.MaxValue);
        while (left > 0)
        {
            // While a job writes continuously, the loop never reaches the wait that would observe the token.
            cancellationToken.ThrowIfCancellationRequested();

            // Read the state before the records. The log of a complete job does not grow, so an empty read after that is its end.
            var complete = log.IsComplete;
            var records = ReadRecords(position, left, whole: position == span.After);
            if (records.Length > 0)
            {
                yield return records;
                position += records.Length;
                left -= records.Length;
            }
            else if (complete || !span.Follow || (_file is not null && RandomAccess.GetLength(_file) - position > left))
            {
                yield break;
            }
            else
            {
                await idle();
                await log.WaitForMoreAsync(cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _file?.Dispose();
    }

    // Within a limit only the first record may exceed the limit.
    private ReadOnlyMemory<byte> ReadRecords(long position, long limit, bool whole)
    {
        _file ??= log.TryOpen();
        if (_file is null)
        {
            return default;
        }

        var wanted = (int)Math.Min(limit, _buffer.Length);
        var read = RandomAccess.Read(_file, _buffer.AsSpan(0, wanted), position);
        var end = _buffer.AsSpan(0, read).LastIndexOf(LogTail.RecordEnd) + 1;
        return end > 0 || read < wanted || (wanted < _buffer.Length && !whole) ? _buffer.AsMemory(0, end) : ReadLongRecord(position);
    }

    // The record is longer than the buffer or the caller's limit. It is returned whole nevertheless.
    private ReadOnlyMemory<byte> ReadLongRecord(long position)
    {
        while (true)
        {
            var read = RandomAccess.Read(_file!, _buffer, position);
            var end = _buffer.AsSpan(0, read).IndexOf(LogTail.RecordEnd) + 1;
            if (end > 0 || read < _buffer.Length)
            {
                return _buffer.AsMemory(0, end);
            }

            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        }
    }
}
