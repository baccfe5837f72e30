using System.Buffers.Binary;

namespace Tentacle.Archives;

/// <summary>Reads the central directory of a zip and verifies that no two entries share bytes of the file.</summary>
internal static class ZipDirectory
{
    private const int HeaderLength = 46;
    private const int LocalHeaderLength = 30;
    private const int FlagUtf8 = 1 << 11;

    // The directory is read into memory as a whole. This length is enough for more than two hundred thousand entries.
    private const long MaxLength = 32L << 20;

    /// <returns>The entries in the order of the directory.</returns>
    public static IReadOnlyList<ZipEntry> Read(Stream archive)
    {
        var end = ZipEnd.Find(archive)
            ?? throw new InvalidDataException("the record that ends a zip is missing: the file is cut short, or other bytes follow it.");
        if (end.Length > MaxLength)
        {
            throw new PackageException(
                $"The package is refused: the directory of the zip is longer than {MaxLength} bytes. Nothing was "
                + "installed; send fewer files, or a tar.gz.");
        }

        var directory = new byte[end.Length];
        archive.Position = end.Begin;
        archive.ReadExactly(directory);
        var entries = new List<ZipEntry>();
        for (var left = directory.AsMemory(); left.Length > 0;)
        {
            var (entry, length) = ReadEntry(left, end.Shift);
            entries.Add(entry);
            left = left[length..];
        }

        // An old zip has a count of 16 bits, and some tools let it overflow.
        return entries.Count == end.Entries || (end.Entries <= ushort.MaxValue && (entries.Count & ushort.MaxValue) == end.Entries)
            ? WithEnds(entries, end.Begin)
            : throw new InvalidDataException($"the zip's directory has {entries.Count} entries instead of {end.Entries}.");
    }

    private static (ZipEntry Entry, int Length) ReadEntry(ReadOnlyMemory<byte> memory, long shift)
    {
        var header = memory.Span;
        if (header.Length < HeaderLength || !header.StartsWith("PK\x01\x02"u8))
        {
            throw new InvalidDataException("the zip's directory has an entry without its signature.");
        }

        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]);
        var length = HeaderLength + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
        if (length > header.Length)
        {
            throw new InvalidDataException("the zip's directory is cut short.");
        }

        var rawName = memory.Slice(HeaderLength, nameLength);
        var extra = header.Slice(HeaderLength + nameLength, extraLength);
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        Span<long> places =
        [
            BinaryPrimitives.ReadUInt32LittleEndian(header[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[42..]),
        ];
        ZipFields.ReadZip64(extra, places);
        return (new ZipEntry
        {
            Name = NameOf(rawName.Span, flags, extra),
            RawName = rawName,
            Flags = flags,
            Method = BinaryPrimitives.ReadUInt16LittleEndian(header[10..]),
            Crc32 = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]),
            Length = places[0],
            CompressedLength = places[1],
            Begin = Math.Min(places[2], long.MaxValue - shift) + shift,
            UnixMode = BinaryPrimitives.ReadUInt16LittleEndian(header[40..]),
            ModifiedAt = ZipFields.FindTime(
                extra,
                BinaryPrimitives.ReadUInt16LittleEndian(header[14..]),
                BinaryPrimitives.ReadUInt16LittleEndian(header[12..])),
        }, length);
    }

    // Without the flag, the format specifies code page 437, while macOS and others write UTF-8. Text in that code page is hardly ever valid UTF-8.
    private static string NameOf(ReadOnlySpan<byte> raw, ushort flags, ReadOnlySpan<byte> extra) =>
        (flags & FlagUtf8) != 0 ? EntryName.Decode(raw) : ZipFields.FindUnicodePath(extra, raw) ?? EntryName.TryDecode(raw) ?? CodePage437.Decode(raw);

    // Entries that share bytes can form a decompression bomb of any size, or show different content to different readers.
    private static ZipEntry[] WithEnds(List<ZipEntry> entries, long directory)
    {
        var ends = new long[entries.Count];
        var next = directory;
        foreach (var (index, entry) in entries.Index().OrderByDescending(e => e.Item.Begin))
        {
            if (entry.CompressedLength > next - entry.Begin - LocalHeaderLength - entry.RawName.Length)
            {
                throw new InvalidDataException($"'{entry.Shown}' shares bytes of the zip with what comes behind it.");
            }

            ends[index] = next;
            next = entry.Begin;
        }

        return [.. entries.Select((e, i) => e with { End = ends[i] })];
    }
}
