namespace Tentacle.Halibut.Wire;

/// <summary>
/// Inflates one raw DEFLATE message (RFC 1951). It takes exactly the bytes of the message, so that the data streams after it stay where they are; the
/// framework's decoder does so only when it is fed byte by byte, which is slower. Output, input and their ratio are bounded.
/// </summary>
internal sealed class Inflater(HalibutLimits limits)
{
    private const int FirstOutput = 4096;
    private const int InputOverhead = 64 * 1024;
    private readonly DeflateCodes _codes = new();
    private byte[] _output = new byte[FirstOutput];
    private long _input;
    private int _max = limits.MaxMessageBytes;
    private int _length;
    private int _stored;
    private bool _last;
    private (ulong Bits, int Count) _rest;
    private Stage _stage;

    private enum Stage
    {
        Header,
        Stored,
        Coded,
        Done,
    }

    /// <summary>The message has ended.</summary>
    public bool IsDone => _stage == Stage.Done;

    /// <summary>The output until now.</summary>
    public ReadOnlyMemory<byte> Output => _output.AsMemory(0, _length);

    /// <summary>Lowers the limit of the output, once its length is known.</summary>
    public void Expect(int length) => _max = Math.Min(_max, length);

    /// <summary>Inflates more of the message.</summary>
    /// <param name="input">The bytes at hand. Those that are not taken are part of the next call's input, or follow the message.</param>
    /// <returns>The number of bytes taken.</returns>
    /// <exception cref="HalibutProtocolException">The message is not valid, or exceeds a limit.</exception>
    public int Feed(ReadOnlySpan<byte> input)
    {
        var bits = new BitReader(input, _rest.Bits, _rest.Count);
        while (_stage != Stage.Done && Advance(ref bits))
        {
        }

        var used = bits.Used;
        _rest = bits.Rest;
        _input += used;
        if (_input > (long)limits.MaxMessageBytes + InputOverhead)
        {
            throw TooLong();
        }

        return used;
    }

    // Every step either completes or leaves the reader as it was, so that it can be repeated with more input.
    private bool Advance(ref BitReader bits) => _stage switch
    {
        Stage.Header => ReadHeader(ref bits),
        Stage.Stored => CopyStored(ref bits),
        _ => ReadCodes(ref bits),
    };

    private bool ReadHeader(ref BitReader bits)
    {
        var start = bits;
        bits.Refill();
        var header = bits.Read(3);
        var complete = (header < 0 ? -1 : header >> 1) switch
        {
            -1 => false,
            0 => ReadStoredLength(ref bits),
            1 => _codes.UseFixed(),
            2 => _codes.TryRead(ref bits),
            _ => throw new HalibutProtocolException("The compressed message has a block of an unknown type."),
        };
        if (!complete)
        {
            bits = start;
            return false;
        }

        _last = (header & 1) == 1;
        _stage = header >> 1 == 0 ? Stage.Stored : Stage.Coded;
        return true;
    }

    private bool ReadStoredLength(ref BitReader bits)
    {
        bits.Align();
        bits.Refill();
        if (bits.Count < 32)
        {
            return false;
        }

        var (length, complement) = (bits.Read(16), bits.Read(16));
        if (length != (complement ^ 0xffff))
        {
            throw new HalibutProtocolException("The compressed message has a damaged stored block.");
        }

        _stored = length;
        return true;
    }

    private bool CopyStored(ref BitReader bits)
    {
        Reserve(_stored, bits.Used);
        var copied = bits.Copy(_output.AsSpan(_length, _stored));
        _length += copied;
        _stored -= copied;
        return _stored == 0 && EndBlock(ref bits);
    }

    private bool ReadCodes(ref BitReader bits)
    {
        while (true)
        {
            var start = bits;
            bits.Refill();
            var symbol = _codes.ReadSymbol(ref bits);
            if (symbol is >= 0 and < DeflateCodes.EndOfBlock)
            {
                Reserve(1, bits.Used);
                _output[_length++] = (byte)symbol;
                continue;
            }

            if (symbol == DeflateCodes.EndOfBlock)
            {
                return EndBlock(ref bits);
            }

            if (symbol < 0 || !_codes.TryReadMatch(symbol, ref bits, out var length, out var distance))
            {
                bits = start;
                return false;
            }

            Repeat(length, distance, bits.Used);
        }
    }

    private bool EndBlock(ref BitReader bits)
    {
        _stage = _last ? Stage.Done : Stage.Header;
        if (_last)
        {
            bits.Align();
        }

        return true;
    }

    private void Repeat(int length, int distance, int used)
    {
        if (distance > _length)
        {
            throw new HalibutProtocolException("The compressed message refers to bytes before its beginning.");
        }

        Reserve(length, used);
        if (distance >= length)
        {
            _output.AsSpan(_length - distance, length).CopyTo(_output.AsSpan(_length));
        }
        else
        {
            for (var i = 0; i < length; i++)
            {
                _output[_length + i] = _output[_length + i - distance];
            }
        }

        _length += length;
    }

    private void Reserve(int count, int used)
    {
        var needed = _length + count;
        if (needed > _max)
        {
            throw TooLong();
        }

        if (needed <= _output.Length)
        {
            return;
        }

        if (needed > limits.FreeInflation && needed / limits.MaxInflation > _input + used)
        {
            throw new HalibutProtocolException($"The message inflates to more than {limits.MaxInflation} times its compressed length.");
        }

        Array.Resize(ref _output, (int)Math.Max(needed, Math.Min(2L * _output.Length, _max)));
    }

    private HalibutProtocolException TooLong() => new($"The message has more than {_max} bytes.");
}
