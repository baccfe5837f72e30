namespace Tentacle.Halibut.Wire;

/// <summary>The bits of a piece of a compressed message, lowest bit of a byte first. Copying it saves the place in the input.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> input, ulong bits, int count)
{
    private const int ByteBits = 8;
    private readonly ReadOnlySpan<byte> _input = input;
    private ulong _bits = bits;
    private int _position;

    /// <summary>The number of bits at hand.</summary>
    public int Count { get; private set; } = count;

    /// <summary>Bytes of the input that were used, counting one that is used in part.</summary>
    public readonly int Used => _position - (Count / ByteBits);

    /// <summary>The bits of a byte that was used in part, and their number.</summary>
    public readonly (ulong Bits, int Count) Rest => (_bits & ((1UL << (Count % ByteBits)) - 1), Count % ByteBits);

    /// <summary>Takes bits from the input until there are 57 or the input ends.</summary>
    public void Refill()
    {
        while (Count <= 56 && _position < _input.Length)
        {
            _bits |= (ulong)_input[_position++] << Count;
            Count += ByteBits;
        }
    }

    /// <summary>The next bits, with zeros after the last one at hand.</summary>
    public readonly uint Peek(int width) => (uint)(_bits & ((1UL << width) - 1));

    /// <returns>False when there are fewer bits.</returns>
    public bool TryDrop(int width)
    {
        if (Count < width)
        {
            return false;
        }

        _bits >>= width;
        Count -= width;
        return true;
    }

    /// <returns>-1 when there are fewer bits.</returns>
    public int Read(int width)
    {
        var value = (int)Peek(width);
        return TryDrop(width) ? value : -1;
    }

    /// <summary>Drops the rest of a byte.</summary>
    public void Align()
    {
        var rest = Count % ByteBits;
        _bits >>= rest;
        Count -= rest;
    }

    /// <summary>Copies whole bytes from an aligned position.</summary>
    /// <returns>The number of bytes copied.</returns>
    public int Copy(Span<byte> into)
    {
        var copied = 0;
        for (; Count >= ByteBits && copied < into.Length; copied++)
        {
            into[copied] = (byte)Read(ByteBits);
        }

        var rest = Math.Min(into.Length - copied, _input.Length - _position);
        _input.Slice(_position, rest).CopyTo(into[copied..]);
        _position += rest;
        return copied + rest;
    }
}
