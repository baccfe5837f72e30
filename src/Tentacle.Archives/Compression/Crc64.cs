namespace Tentacle.Archives.Compression;

/// <summary>The CRC-64 of xz: the polynomial of ECMA-182 with reflected bits. The platform's Crc64 does not reflect them.</summary>
internal sealed class Crc64
{
    private const ulong Polynomial = 0xC96C5795D7870F42;
    private static readonly ulong[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];
    private ulong _value = ulong.MaxValue;

    /// <summary>The checksum of the appended bytes.</summary>
    public ulong Current => ~_value;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var value = _value;
        foreach (var b in bytes)
        {
            value = Table[(byte)value ^ b] ^ (value >> 8);
        }

        _value = value;
    }

    private static ulong Entry(int index)
    {
        var value = (ulong)index;
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Polynomial;
        }

        return value;
    }
}
