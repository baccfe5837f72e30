using Microsoft.Win32.SafeHandles;
using Tentacle.Platform.Storage;

namespace Tentacle.Jobs.Format.Logs;

/// <summary>
/// The end of a log. A writer that was killed, or whose disk was full, may have left a truncated record there. Readers must not see it, and the next record
/// must not be appended to it.
/// </summary>
public static class LogTail
{
    /// <summary>The byte that ends each record. It does not occur in a record, because JSON escapes it.</summary>
    public const byte RecordEnd = (byte)'\n';

    private const int BlockSize = 64 * 1024;

    /// <summary>
    /// Removes a truncated record from the end of a log that has no other writer. Returns the new length in bytes; it contains only complete records.
    /// </summary>
    public static long Repair(SafeFileHandle log)
    {
        var length = RandomAccess.GetLength(log);
        var whole = EndOfRecords(log);
        if (whole < length)
        {
            RandomAccess.SetLength(log, whole);
        }

        return whole;
    }

    /// <summary>Appends one record, or nothing. False when the disk had no room for all of it.</summary>
    public static bool Append(SafeFileHandle log, ReadOnlySpan<byte> record)
    {
        var length = Repair(log);
        try
        {
            FileBytes.Write(log, record, length);
            return true;
        }
        catch (IOException)
        {
            RandomAccess.SetLength(log, length);
            return false;
        }
    }

    /// <summary>The offset of the end of the last complete record. A record that is being written may follow it.</summary>
    /// <param name="log">The log.</param>
    /// <param name="after">The end of an earlier record, at which the search stops.</param>
    public static long EndOfRecords(SafeFileHandle log, long after = 0)
    {
        var length = RandomAccess.GetLength(log);
        if (length <= after || IsBoundary(log, length))
        {
            return Math.Max(length, after);
        }

        var block = new byte[BlockSize];
        while (length > after)
        {
            var start = Math.Max(after, length - BlockSize);
            var read = RandomAccess.Read(log, block.AsSpan(0, (int)(length - start)), start);
            if (block.AsSpan(0, read).LastIndexOf(RecordEnd) is var at and >= 0)
            {
                return start + at + 1;
            }

            length = start;
        }

        return after;
    }

    /// <summary>True when a record begins or may begin at the offset. False when it is inside a record or past the end.</summary>
    public static bool IsBoundary(SafeFileHandle log, long offset)
    {
        Span<byte> last = stackalloc byte[1];
        return offset == 0 || (RandomAccess.Read(log, last, offset - 1) == 1 && last[0] == RecordEnd);
    }
}
