using System.IO.Hashing;
using Tentacle.Platform.Storage;

namespace Tentacle.Archives.Compression;

/// <summary>The bytes of an xz file, with the current position.</summary>
internal sealed class XzInput(Stream source, int bufferSize = XzInput.BufferSize) : ForwardStream
{
    private const int BufferSize = 64 * 1024;
    private const int MaxNumberLength = 9;
    private readonly byte[] _buffer = new byte[bufferSize];
    private int _at;
    private int _end;
    private Crc32? _checksum;

    /// <summary>The number of bytes that were read.</summary>
    public long Consumed { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (_at == _end && !Fill())
        {
            return 0;
        }

        var length = Math.Min(buffer.Length, _end - _at);
        _buffer.AsSpan(_at, length).CopyTo(buffer);
        _at += length;
        Consumed += length;
        _checksum?.Append(buffer[..length]);
        return length;
    }

    public override int ReadByte()
    {
        if (_at == _end && !Fill())
        {
            return -1;
        }

        Consumed++;
        _checksum?.Append(_buffer.AsSpan(_at, 1));
        return _buffer[_at++];
    }

    /// <exception cref="EndOfStreamException">The input has ended.</exception>
    public byte Next() => ReadByte() is var value and >= 0 ? (byte)value : throw new EndOfStreamException();

    /// <exception cref="EndOfStreamException">The input has fewer bytes.</exception>
    public byte[] Next(int count)
    {
        var bytes = new byte[count];
        ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Reads a number of variable length, with seven bits per byte.</summary>
    public long NextNumber()
    {
        var number = 0L;
        for (var i = 0; i < MaxNumberLength; i++)
        {
            var part = Next();
            number |= (long)(part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                return number;
            }
        }

        throw new InvalidDataException("a number is longer than nine bytes");
    }

    /// <summary>Adds the bytes that are read from now on to the checksum.</summary>
    public void BeginChecksum(Crc32 checksum) => _checksum = checksum;

    public void EndChecksum() => _checksum = null;

    private bool Fill()
    {
        _at = 0;
        _end = source.Read(_buffer);
        return _end > 0;
    }
}
