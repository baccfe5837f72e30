using Microsoft.Win32.SafeHandles;
using Tentacle.Platform.Storage;

namespace Tentacle.Jobs.Format.Logs;

/// <summary>
/// The end of a log. A writer that was killed, or whose disk was full, may have left a truncated record there. Readers must not see it, and the next record
/// must not be appended to it.
/// </summary>
public static class LogTail
{
    private const int BlockSize = 64 * 1024;
    private const byte NewLine = (byte)'\n';

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
    public static long EndOfRecords(SafeFileHandle log)
    {
        var length = RandomAccess.GetLength(log);
        Span<byte> last = stackalloc byte[1];
        if (length == 0 || (RandomAccess.Read(log, last, length - 1) == 1 && last[0] == NewLine))
        {
            return length;
        }

        var block = new byte[BlockSize];
        while (length > 0)
        {
            var start = Math.Max(0, length - BlockSize);
            var read = RandomAccess.Read(log, block.AsSpan(0, (int)(length - start)), start);
            if (block.AsSpan(0, read).LastIndexOf(NewLine) is var at and >= 0)
            {
                return start + at + 1;
            }

            length = start;
        }

        return 0;
    }
}
