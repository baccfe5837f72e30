using System.Buffers.Binary;
using System.IO.Hashing;

namespace Tentacle.Archives;

/// <summary>The extra fields and times in a zip's headers (APPNOTE.TXT 4.5 and Info-ZIP's list). Malformed fields count as absent.</summary>
internal static class ZipFields
{
    private const ushort Zip64 = 0x0001;
    private const ushort NtfsTimes = 0x000A;
    private const ushort ExtendedTimestamp = 0x5455;
    private const ushort OldUnixTimes = 0x5855;
    private const ushort UnicodePath = 0x7075;
    private const int HeaderLength = 4;

    /// <summary>Replaces the values that did not fit into 32 bits. The values are the lengths and then the offset, in this order.</summary>
    /// <exception cref="InvalidDataException">A value is missing or negative.</exception>
    public static void ReadZip64(ReadOnlySpan<byte> extra, Span<long> values)
    {
        var field = Find(extra, Zip64);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] != uint.MaxValue)
            {
                continue;
            }

            if (field.Length < sizeof(long) || (values[i] = BinaryPrimitives.ReadInt64LittleEndian(field)) < 0)
            {
                throw new InvalidDataException("the zip64 lengths of an entry are missing or negative.");
            }

            field = field[sizeof(long)..];
        }
    }

    /// <summary>The UTF-8 name that accompanies a name in a code page; null when there is none for this name.</summary>
    public static string? FindUnicodePath(ReadOnlySpan<byte> extra, ReadOnlySpan<byte> rawName)
    {
        const int prefix = 1 + sizeof(uint);
        var field = Find(extra, UnicodePath);
        return field.Length > prefix && field[0] == 1 && BinaryPrimitives.ReadUInt32LittleEndian(field[1..]) == Crc32.HashToUInt32(rawName)
            ? EntryName.TryDecode(field[prefix..])
            : null;
    }

    /// <summary>The time of the last change; null when the zip has none. The DOS time is a local time without a time zone, and is interpreted as UTC.</summary>
    public static DateTimeOffset? FindTime(ReadOnlySpan<byte> extra, ushort date, ushort time)
    {
        if (Find(extra, ExtendedTimestamp) is { Length: > sizeof(int) } extended && (extended[0] & 1) != 0)
        {
            return EntryAttributes.TimeOf(BinaryPrimitives.ReadInt32LittleEndian(extended[1..]));
        }

        if (FindNtfsTime(Find(extra, NtfsTimes)) is { } ntfs)
        {
            return ntfs;
        }

        return Find(extra, OldUnixTimes) is { Length: >= 2 * sizeof(int) } old
            ? EntryAttributes.TimeOf(BinaryPrimitives.ReadInt32LittleEndian(old[sizeof(int)..]))
            : DosTime(date, time);
    }

    private static DateTimeOffset? FindNtfsTime(ReadOnlySpan<byte> field)
    {
        const int reserved = 4;
        var times = field.Length > reserved ? Find(field[reserved..], 1) : [];
        var since1601 = times.Length < sizeof(long) ? 0 : BinaryPrimitives.ReadInt64LittleEndian(times);
        if (since1601 <= 0)
        {
            return null;
        }

        var since1970 = since1601 - DateTimeOffset.UnixEpoch.ToFileTime();
        return EntryAttributes.TimeOf(Math.DivRem(since1970, TimeSpan.TicksPerSecond, out var rest), rest);
    }

    private static DateTimeOffset? DosTime(int date, int time)
    {
        var (year, month, day) = (1980 + (date >> 9), (date >> 5) & 0xF, date & 0x1F);
        var (hour, minute, second) = (time >> 11, (time >> 5) & 0x3F, (time & 0x1F) * 2);
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24 && minute < 60 && second < 60
            ? new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero)
            : null;
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> extra, ushort id)
    {
        while (extra.Length >= HeaderLength)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - HeaderLength)
            {
                return [];
            }

            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == id)
            {
                return extra.Slice(HeaderLength, length);
            }

            extra = extra[(HeaderLength + length)..];
        }

        return [];
    }
}
