namespace Tentacle.Halibut.Wire;

/// <summary>The two codes of a compressed block: literals with lengths, and distances.</summary>
internal sealed class DeflateCodes
{
    public const int EndOfBlock = 256;
    private const int MaxLiterals = 286;
    private const int MaxDistances = 30;
    private const int FirstLength = 257;

    private static ReadOnlySpan<byte> LengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private static ReadOnlySpan<ushort> Lengths =>
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    private static ReadOnlySpan<byte> LengthExtra => [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    private static ReadOnlySpan<ushort> Distances =>
    [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
    ];

    private static ReadOnlySpan<byte> DistanceExtra =>
        [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    private readonly HuffmanCode _literals = new();
    private readonly HuffmanCode _distances = new();
    private readonly HuffmanCode _lengths = new();

    /// <summary>Takes the codes that RFC 1951 fixes.</summary>
    public bool UseFixed()
    {
        Span<byte> lengths = stackalloc byte[288];
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..].Fill(8);
        _literals.Build(lengths, mayBeIncomplete: false);
        lengths[..32].Fill(5);
        _distances.Build(lengths[..32], mayBeIncomplete: false);
        return true;
    }

    /// <summary>Reads the codes of a block.</summary>
    /// <returns>False when the input ends before them.</returns>
    public bool TryRead(ref BitReader bits)
    {
        bits.Refill();
        var (literals, distances, lengths) = (bits.Read(5) + FirstLength, bits.Read(5) + 1, bits.Read(4) + 4);
        if (lengths < 4)
        {
            return false;
        }

        if (literals > MaxLiterals || distances > MaxDistances)
        {
            throw new HalibutProtocolException("The compressed message has a code with too many symbols.");
        }

        Span<byte> all = stackalloc byte[MaxLiterals + MaxDistances];
        if (!TryReadLengthCode(lengths, ref bits) || !TryReadLengths(all[..(literals + distances)], ref bits))
        {
            return false;
        }

        if (all[EndOfBlock] == 0)
        {
            throw new HalibutProtocolException("The compressed message has a block that cannot end.");
        }

        _literals.Build(all[..literals], mayBeIncomplete: true);
        _distances.Build(all[literals..(literals + distances)], mayBeIncomplete: true);
        return true;
    }

    /// <returns>A literal, the end of the block, or a length; -1 when the input ends before it.</returns>
    public int ReadSymbol(ref BitReader bits) => _literals.Read(ref bits);

    /// <summary>Reads the rest of a length and its distance.</summary>
    /// <returns>False when the input ends before them.</returns>
    public bool TryReadMatch(int symbol, ref BitReader bits, out int length, out int distance)
    {
        distance = 0;
        if (!TryReadExtra(symbol - FirstLength, Lengths, LengthExtra, ref bits, out length))
        {
            return false;
        }

        var code = _distances.Read(ref bits);
        return code >= 0 && TryReadExtra(code, Distances, DistanceExtra, ref bits, out distance);
    }

    private static bool TryReadExtra(int code, ReadOnlySpan<ushort> starts, ReadOnlySpan<byte> widths, ref BitReader bits, out int value)
    {
        if (code >= starts.Length)
        {
            throw new HalibutProtocolException("The compressed message has a length or a distance that does not exist.");
        }

        var extra = bits.Read(widths[code]);
        value = starts[code] + extra;
        return extra >= 0;
    }

    private bool TryReadLengthCode(int count, ref BitReader bits)
    {
        Span<byte> lengths = stackalloc byte[LengthOrder.Length];
        for (var i = 0; i < count; i++)
        {
            bits.Refill();
            var length = bits.Read(3);
            if (length < 0)
            {
                return false;
            }

            lengths[LengthOrder[i]] = (byte)length;
        }

        _lengths.Build(lengths, mayBeIncomplete: false);
        return true;
    }

    private bool TryReadLengths(scoped Span<byte> lengths, ref BitReader bits)
    {
        for (var i = 0; i < lengths.Length;)
        {
            bits.Refill();
            var symbol = _lengths.Read(ref bits);
            if (symbol is >= 0 and < 16)
            {
                lengths[i++] = (byte)symbol;
                continue;
            }

            var repeats = symbol switch
            {
                16 => bits.Read(2) + 3,
                17 => bits.Read(3) + 3,
                18 => bits.Read(7) + 11,
                _ => 0,
            };
            // One less than the least number of repeats comes of missing bits.
            if (symbol < 0 || repeats < (symbol == 18 ? 11 : 3))
            {
                return false;
            }

            if (repeats > lengths.Length - i || (symbol == 16 && i == 0))
            {
                throw new HalibutProtocolException("The compressed message repeats the length of a code that does not exist.");
            }

            lengths.Slice(i, repeats).Fill(symbol == 16 ? lengths[i - 1] : (byte)0);
            i += repeats;
        }

        return true;
    }
}
