using System.Text;
using Tentacle.Platform.Text;

namespace Tentacle.Archives;

/// <summary>One header block of a tar: v7, ustar, pax or GNU. Owners are not read, because they are not used and may not fit into the old fields.</summary>
internal sealed class TarHeader
{
    public const int BlockSize = 512;

    private const int SizeAt = 124;
    private const int SizeLength = 12;
    private const int TimeAt = 136;
    private const int ChecksumAt = 148;
    private const int ChecksumLength = 8;
    private const int TypeAt = 156;
    private const int LinkAt = 157;
    private const int LinkLength = 100;
    private const int MagicAt = 257;
    private const int PrefixAt = 345;
    private const int PrefixLength = 155;
    private const int StarMagicAt = 508;
    private readonly byte[] _block;

    private TarHeader(byte[] block) => _block = block;

    /// <summary>The type of the entry, such as <c>0</c> for a file and <c>5</c> for a directory.</summary>
    public char Type => (char)_block[TypeAt] is '\0' or '7' ? '0' : (char)_block[TypeAt];

    /// <summary>True for a header of star, whose sparse files differ from those of GNU tar.</summary>
    public bool IsStar => _block.AsSpan(StarMagicAt).StartsWith("tar\0"u8);

    /// <summary>The permissions; null when the field is malformed.</summary>
    public UnixFileMode? Mode => TryReadNumber(_block.AsSpan(100, 8), out var mode) ? (UnixFileMode)(mode & 0b111_111_111) : null;

    public DateTimeOffset? ModifiedAt => TryReadNumber(_block.AsSpan(TimeAt, SizeLength), out var seconds) ? EntryAttributes.TimeOf(seconds) : null;

    /// <exception cref="InvalidDataException">The size is not a number, or is negative.</exception>
    public long Size => TryReadNumber(_block.AsSpan(SizeAt, SizeLength), out var size) && size >= 0
        ? size
        : throw new InvalidDataException($"the size of '{Shown}' in the tar is not a number, or negative.");

    public byte[] RawName
    {
        get
        {
            var name = Text(0, 100);
            var prefix = _block.AsSpan(MagicAt).StartsWith("ustar\0"u8) ? Text(PrefixAt, PrefixLength) : [];
            return prefix.Length == 0 ? name.ToArray() : [.. prefix, (byte)'/', .. name];
        }
    }

    public ReadOnlySpan<byte> RawLink => Text(LinkAt, LinkLength);

    /// <summary>The escaped name, for messages.</summary>
    public string Shown => ClaimedText.Escape(Encoding.Latin1.GetString(RawName));

    /// <summary>The whole block.</summary>
    public ReadOnlySpan<byte> Block => _block;

    /// <param name="block">The block, which is kept.</param>
    /// <param name="place">The offset of the block in the tar, for the message.</param>
    /// <exception cref="InvalidDataException">The checksum is wrong.</exception>
    public static TarHeader Read(byte[] block, long place)
    {
        var header = new TarHeader(block);
        var (unsigned, signed) = Sums(block);
        var known = TryReadNumber(block.AsSpan(ChecksumAt, ChecksumLength), out var said);
        return known && (said == unsigned || said == signed)
            ? header
            : throw new InvalidDataException(
                $"the checksum of the tar header at byte {place}, of '{header.Shown}', is {unsigned} instead of {(known ? said : "a number")}.");
    }

    /// <summary>True when the block has the checksum of a header.</summary>
    public static bool Is(ReadOnlySpan<byte> block) =>
        block.Length == BlockSize && TryReadNumber(block.Slice(ChecksumAt, ChecksumLength), out var said)
        && Sums(block) is var (unsigned, signed) && (said == unsigned || said == signed);

    /// <summary>Parses octal digits between spaces and zero bytes or, when the first bit is set, a binary number (GNU, star).</summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> field, out long number)
    {
        number = 0;
        if ((field[0] & 0x80) != 0)
        {
            return TryReadBinary(field, out number);
        }

        var digits = field.Trim(" \0"u8);
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            number = (number << 3) | (digit - (long)'0');
        }

        return true;
    }

    // Two's complement over all bits except the first, which only marks a binary number.
    private static bool TryReadBinary(ReadOnlySpan<byte> field, out long number)
    {
        var first = (sbyte)(field[0] << 1) >> 1;
        number = first;
        foreach (var part in field[1..])
        {
            if (number is > long.MaxValue >> 8 or < long.MinValue >> 8)
            {
                return false;
            }

            number = (number << 8) | part;
        }

        return true;
    }

    // The checksum field itself counts as spaces. Some old systems added signed bytes.
    private static (long Unsigned, long Signed) Sums(ReadOnlySpan<byte> block)
    {
        long unsigned = 0;
        long signed = 0;
        for (var i = 0; i < block.Length; i++)
        {
            var value = i is >= ChecksumAt and < ChecksumAt + ChecksumLength ? (byte)' ' : block[i];
            unsigned += value;
            signed += (sbyte)value;
        }

        return (unsigned, signed);
    }

    private ReadOnlySpan<byte> Text(int at, int length)
    {
        var field = _block.AsSpan(at, length);
        return field.IndexOf((byte)0) is var end and >= 0 ? field[..end] : field;
    }
}
