using System.Buffers.Binary;

namespace Tentacle.Archives;

/// <summary>The location of a zip's central directory, as the records at the end of the file specify it.</summary>
/// <param name="Entries">The number of entries.</param>
/// <param name="Length">The length in bytes.</param>
/// <param name="Begin">The offset of the directory in the file.</param>
/// <param name="Shift">The number of bytes before the zip, such as a script. It is added to every offset in the directory.</param>
internal sealed record ZipEnd(long Entries, long Length, long Begin, long Shift)
{
    private const int RecordLength = 22;
    private const int Record64Length = 56;
    private const int LocatorLength = 20;
    private const int MaxCommentLength = ushort.MaxValue;

    /// <summary>Reads the records; null when the file does not end like a zip.</summary>
    /// <exception cref="PackageException">The file is one volume of a multi-volume zip.</exception>
    /// <exception cref="InvalidDataException">The records are inconsistent.</exception>
    public static ZipEnd? Find(Stream archive)
    {
        var tail = new byte[Math.Min(archive.Length, LocatorLength + RecordLength + MaxCommentLength)];
        archive.Position = archive.Length - tail.Length;
        archive.ReadExactly(tail);
        archive.Position = 0;
        for (var at = tail.Length - RecordLength; at >= 0; at--)
        {
            if (tail.AsSpan(at).StartsWith("PK\x05\x06"u8) && BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 20)) == tail.Length - at - RecordLength)
            {
                return Read(archive, tail, at);
            }
        }

        return null;
    }

    private static ZipEnd Read(Stream archive, ReadOnlySpan<byte> tail, int at)
    {
        var record = tail[at..];
        var place = archive.Length - tail.Length + at;
        long entries = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
        long begin = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        if (at >= LocatorLength && tail[(at - LocatorLength)..].StartsWith("PK\x06\x07"u8))
        {
            return Read64(archive, tail.Slice(at - LocatorLength, LocatorLength), place - LocatorLength);
        }

        RefuseVolumes(BinaryPrimitives.ReadUInt16LittleEndian(record[4..]), BinaryPrimitives.ReadUInt16LittleEndian(record[6..]));
        return Place(entries, length, begin, place);
    }

    // The locator has the offset of the record without any bytes that precede the zip. The record ends where the locator begins.
    private static ZipEnd Read64(Stream archive, ReadOnlySpan<byte> locator, long locatorPlace)
    {
        RefuseVolumes(BinaryPrimitives.ReadUInt32LittleEndian(locator[4..]), Math.Max(1, BinaryPrimitives.ReadUInt32LittleEndian(locator[16..])) - 1);
        Span<byte> record = stackalloc byte[Record64Length];
        foreach (var place in new[] { BinaryPrimitives.ReadInt64LittleEndian(locator[8..]), locatorPlace - Record64Length })
        {
            if (place < 0 || place > locatorPlace - Record64Length)
            {
                continue;
            }

            archive.Position = place;
            archive.ReadExactly(record);
            archive.Position = 0;
            if (record.StartsWith("PK\x06\x06"u8))
            {
                return Place(
                    BinaryPrimitives.ReadInt64LittleEndian(record[32..]),
                    BinaryPrimitives.ReadInt64LittleEndian(record[40..]),
                    BinaryPrimitives.ReadInt64LittleEndian(record[48..]),
                    place);
            }
        }

        throw new InvalidDataException("the zip64 record at the end of the zip is missing.");
    }

    private static ZipEnd Place(long entries, long length, long begin, long end)
    {
        var found = end - length;
        return entries >= 0 && length >= 0 && begin >= 0 && found >= begin
            ? new ZipEnd(entries, length, found, found - begin)
            : throw new InvalidDataException($"the zip's directory of {length} bytes cannot begin at {begin}: it ends at {end}.");
    }

    private static void RefuseVolumes(uint volume, uint directoryVolume)
    {
        if (volume != 0 || directoryVolume != 0)
        {
            throw new PackageException(
                "The package is the last part of a zip in several volumes. Send the zip in one file: zip "
                + "-s 0 parts.zip --out whole.zip.");
        }
    }
}
