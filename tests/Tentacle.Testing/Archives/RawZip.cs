using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Tentacle.Testing.Archives;

/// <summary>A zip that a test makes byte by byte, with what no tool would write.</summary>
public sealed class RawZip
{
    private readonly List<RawZipEntry> _entries = [];

    public RawZip With(RawZipEntry entry)
    {
        _entries.Add(entry);
        return this;
    }

    /// <param name="before">What stands in front of the zip, such as a script.</param>
    /// <param name="zip64">Whether the end is written as zip64 has it.</param>
    /// <param name="volume">The number of this volume.</param>
    /// <param name="count">The number of entries that the end says; null is the true one.</param>
    public byte[] ToBytes(string before = "", bool zip64 = false, ushort volume = 0, int? count = null)
    {
        using var all = new MemoryStream();
        var places = new List<long>();
        foreach (var entry in _entries)
        {
            places.Add(entry.Place ?? all.Length);
            all.Write(entry.Local());
        }

        var directory = all.Length;
        for (var i = 0; i < _entries.Count; i++)
        {
            all.Write(_entries[i].Central((uint)places[i]));
        }

        all.Write(End(all.Length, directory, count ?? _entries.Count, zip64, volume));
        return [.. Encoding.UTF8.GetBytes(before), .. all.ToArray()];
    }

    internal static byte[] Numbers(params (long Value, int Bytes)[] numbers)
    {
        using var all = new MemoryStream();
        var number = new byte[sizeof(long)];
        foreach (var (value, bytes) in numbers)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            all.Write(number, 0, bytes);
        }

        return all.ToArray();
    }

    private static byte[] End(long end, long directory, int count, bool zip64, ushort volume)
    {
        var length = end - directory;
        return zip64
            ? [
                .. "PK\x06\x06"u8, .. Numbers((44, 8), (45, 2), (45, 2), (0, 4), (0, 4), (count, 8), (count, 8), (length, 8), (directory, 8)),
                .. "PK\x06\x07"u8, .. Numbers((0, 4), (end, 8), (1, 4)),
                .. "PK\x05\x06"u8, .. Numbers((0, 2), (0, 2), (ushort.MaxValue, 2), (ushort.MaxValue, 2), (uint.MaxValue, 4), (uint.MaxValue, 4), (0, 2)),
            ]
            : [.. "PK\x05\x06"u8, .. Numbers((volume, 2), (volume, 2), (count, 2), (count, 2), (length, 4), (directory, 4), (0, 2))];
    }
}

/// <summary>One entry of a <see cref="RawZip"/>: true by itself, and false where a test says so.</summary>
public sealed record RawZipEntry(string Name, byte[] Content)
{
    public RawZipEntry(string name, string content)
        : this(name, Encoding.UTF8.GetBytes(content))
    {
    }

    public ushort Method { get; init; }

    /// <summary>The content as the method writes it; by itself that of methods 0 and 8.</summary>
    public byte[]? Data { get; init; }

    public ushort Flags { get; init; } = 1 << 11;
    public byte[]? RawName { get; init; }
    public byte[]? LocalName { get; init; }
    public ushort? LocalMethod { get; init; }
    public uint? Crc { get; init; }
    public uint? LocalCrc { get; init; }
    public uint? Length { get; init; }

    /// <summary>Written behind the data, with the flag that says so.</summary>
    public byte[]? Descriptor { get; init; }

    public byte[] Extra { get; init; } = [];
    public ushort Date { get; init; } = 0x5043;
    public ushort Time { get; init; } = 0x20A3;
    public int UnixMode { get; init; } = 0x81A4;

    /// <summary>Where the directory says that it begins; null is the truth.</summary>
    public long? Place { get; init; }

    private byte[] Packed => Data ?? (Method == 0 ? Content : Deflated(Content));

    private ushort AllFlags => (ushort)(Flags | (Descriptor is null ? 0 : 1 << 3));

    private uint TrueCrc => Crc32.HashToUInt32(Content);

    public static byte[] Deflated(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(content);
        }

        return packed.ToArray();
    }

    internal byte[] Local()
    {
        var name = LocalName ?? RawName ?? Encoding.UTF8.GetBytes(Name);
        var known = Descriptor is null;
        return
        [
            .. "PK\x03\x04"u8,
            .. RawZip.Numbers(
                (20, 2), (AllFlags, 2), (LocalMethod ?? Method, 2), (Time, 2), (Date, 2), (known ? LocalCrc ?? Crc ?? TrueCrc : 0, 4),
                (known ? Packed.Length : 0, 4), (known ? Length ?? (uint)Content.Length : 0, 4), (name.Length, 2), (0, 2)),
            .. name, .. Packed, .. Descriptor ?? [],
        ];
    }

    internal byte[] Central(uint place)
    {
        var name = RawName ?? Encoding.UTF8.GetBytes(Name);
        return
        [
            .. "PK\x01\x02"u8,
            .. RawZip.Numbers(
                (0x0314, 2), (20, 2), (AllFlags, 2), (Method, 2), (Time, 2), (Date, 2), (Crc ?? TrueCrc, 4), (Packed.Length, 4), (Length ?? (uint)Content.Length, 4),
                (name.Length, 2), (Extra.Length, 2), (0, 2), (0, 2), (0, 2), ((long)UnixMode << 16, 4), (place, 4)),
            .. name, .. Extra,
        ];
    }
}
