namespace Tentacle.Halibut.Wire;

/// <summary>A canonical Huffman code of RFC 1951. Codes of up to nine bits, nearly all of them, are found in a table; longer ones by counting.</summary>
internal sealed class HuffmanCode
{
    public const int MaxBits = 15;
    private const int TableBits = 9;
    private const int LengthBits = 4;
    private const int MaxSymbols = 288;
    private readonly ushort[] _table = new ushort[1 << TableBits];
    private readonly ushort[] _symbols = new ushort[MaxSymbols];
    private readonly ushort[] _counts = new ushort[MaxBits + 1];

    /// <summary>Replaces the code.</summary>
    /// <param name="lengths">The length of the code of each symbol in bits, 0 for a symbol without one.</param>
    /// <param name="mayBeIncomplete">A single code of one bit, or none at all, is allowed.</param>
    /// <exception cref="HalibutProtocolException">No code has these lengths.</exception>
    public void Build(ReadOnlySpan<byte> lengths, bool mayBeIncomplete)
    {
        Array.Clear(_counts);
        foreach (var length in lengths)
        {
            _counts[length]++;
        }

        _counts[0] = 0;
        Check(mayBeIncomplete);

        Span<ushort> next = stackalloc ushort[MaxBits + 1];
        Span<ushort> offset = stackalloc ushort[MaxBits + 1];
        for (var length = 1; length < MaxBits; length++)
        {
            next[length + 1] = (ushort)((next[length] + _counts[length]) << 1);
            offset[length + 1] = (ushort)(offset[length] + _counts[length]);
        }

        Array.Clear(_table);
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] is var length and not 0)
            {
                _symbols[offset[length]++] = (ushort)symbol;
                AddToTable(next[length]++, length, symbol);
            }
        }
    }

    /// <summary>Reads one symbol.</summary>
    /// <returns>-1 when the bits at hand are too few.</returns>
    /// <exception cref="HalibutProtocolException">The bits are not a code.</exception>
    public int Read(ref BitReader bits)
    {
        var entry = _table[bits.Peek(TableBits)];
        var length = entry & ((1 << LengthBits) - 1);
        if (length == 0)
        {
            return ReadLong(ref bits);
        }

        return bits.TryDrop(length) ? entry >> LengthBits : -1;
    }

    private int ReadLong(ref BitReader bits)
    {
        var (code, first, index) = (0, 0, 0);
        var peeked = bits.Peek(MaxBits);
        for (var length = 1; length <= MaxBits; length++)
        {
            code |= (int)(peeked & 1);
            peeked >>= 1;
            int count = _counts[length];
            if (code - count < first)
            {
                return bits.TryDrop(length) ? _symbols[index + code - first] : -1;
            }

            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }

        return bits.Count < MaxBits ? -1 : throw new HalibutProtocolException("The compressed message has a code that does not exist.");
    }

    // Over-subscribed codes are ambiguous, and incomplete ones but the two exceptions are what zlib rejects, too.
    private void Check(bool mayBeIncomplete)
    {
        var left = 1;
        var longest = 0;
        for (var length = 1; length <= MaxBits; length++)
        {
            left = (left << 1) - _counts[length];
            longest = _counts[length] > 0 ? length : longest;
            if (left < 0)
            {
                break;
            }
        }

        if (left < 0 || (left > 0 && !(mayBeIncomplete && longest <= 1)))
        {
            throw new HalibutProtocolException("The compressed message has an invalid Huffman code.");
        }
    }

    // Codes begin with their highest bit, and the bits of a byte with the lowest.
    private void AddToTable(int code, int length, int symbol)
    {
        if (length > TableBits)
        {
            return;
        }

        var reversed = 0;
        for (var bit = 0; bit < length; bit++)
        {
            reversed |= ((code >> bit) & 1) << (length - 1 - bit);
        }

        for (var entry = reversed; entry < _table.Length; entry += 1 << length)
        {
            _table[entry] = (ushort)((symbol << LengthBits) | length);
        }
    }
}
