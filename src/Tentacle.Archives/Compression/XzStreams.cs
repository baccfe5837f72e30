using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using SharpCompress.Compressors.LZMA;
using Tentacle.Platform.Storage;

namespace Tentacle.Archives.Compression;

/// <summary>
/// Reads an xz file to its end: all of its streams, the checksums of headers, blocks, index and footer, and the padding between them (xz file format 1.2.0).
/// The library only decodes LZMA2. Its own xz reader reads only the first stream and does not limit the memory that a header requests.
/// </summary>
internal sealed class XzStreams(Stream source) : ForwardStream
{
    private const int StreamHeaderLength = 12;
    private const int Alignment = 4;
    private const long Lzma2 = 0x21;
    private readonly XzInput _input = new(source);
    private readonly IncrementalHash _blocks = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private XzCheck? _check;
    private LzmaStream? _block;
    private long _blockBegin;
    private int _blockHeaderLength;
    private long _blockCount;
    private long _length;
    private long? _saidLength;
    private long? _saidCompressedLength;
    private int _checkKind = -1;
    private long _indexLength;
    private bool _ended;

    public override int Read(Span<byte> buffer)
    {
        while (!_ended && buffer.Length > 0)
        {
            if (_block is null)
            {
                Advance();
                continue;
            }

            var read = _block.Read(buffer);
            _check!.Append(buffer[..read]);
            _length += read;
            if (read > 0)
            {
                return read;
            }

            EndBlock();
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _block?.Dispose();
            _check?.Dispose();
            _blocks.Dispose();
        }

        base.Dispose(disposing);
    }

    // Advances to the next block, past the end of a stream and the beginning of another.
    private void Advance()
    {
        if (_checkKind < 0)
        {
            ReadStreamHeader(_input.Next(StreamHeaderLength));
        }

        var size = _input.Next();
        if (size != 0)
        {
            BeginBlock(size);
            return;
        }

        ReadIndex();
        var kind = _checkKind;
        _checkKind = -1;
        ReadFooter(kind);
        _ended = !SkipPadding();
    }

    private void ReadStreamHeader(ReadOnlySpan<byte> header)
    {
        if (!header.StartsWith<byte>([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) || header[6] != 0 || header[7] > 0xF)
        {
            throw new InvalidDataException("bytes that are not xz data follow its xz data");
        }

        Compare(Crc32.HashToUInt32(header[6..8]), header[8..], "stream header");
        _checkKind = header[7];
        _blockCount = 0;
    }

    private void BeginBlock(byte size)
    {
        _blockHeaderLength = (size + 1) * Alignment;
        _blockBegin = _input.Consumed - 1;
        byte[] header = [size, .. _input.Next(_blockHeaderLength - 1)];
        Compare(Crc32.HashToUInt32(header.AsSpan(..^sizeof(uint))), header.AsSpan(^sizeof(uint)..), "block header");
        var fields = new XzInput(new MemoryStream(header, 1, header.Length - 1 - sizeof(uint)), header.Length);
        var flags = fields.Next();
        if ((flags & 0b11_1100) != 0)
        {
            throw new NotSupportedException("its xz data was written by a version of the format that is not known here. Compress it with xz without options.");
        }

        _saidCompressedLength = (flags & 0x40) != 0 ? fields.NextNumber() : null;
        _saidLength = (flags & 0x80) != 0 ? fields.NextNumber() : null;
        var filter = fields.NextNumber();
        if ((flags & 0b11) != 0 || filter != Lzma2)
        {
            throw new NotSupportedException(
                $"its xz data was prepared by the filter {NameOf(filter)}, which is not known here. "
                + "Compress it with xz without options.");
        }

        _block = LzmaStream.Create([ReadWindow(fields)], _input, -1, -1, null, true, true);
        _check = new XzCheck(_checkKind);
        _length = 0;
    }

    private static byte ReadWindow(XzInput fields)
    {
        var length = fields.NextNumber();
        var bits = fields.Next();
        if (length != 1 || bits > 40)
        {
            throw new InvalidDataException("the properties of LZMA2 are none");
        }

        Decompression.RefuseLargeWindow(bits == 40 ? uint.MaxValue : (2L | (bits & 1L)) << ((bits / 2) + 11), "xz");
        return (byte)bits;
    }

    private void EndBlock()
    {
        _block!.Dispose();
        _block = null;
        var compressed = _input.Consumed - _blockBegin - _blockHeaderLength;
        for (var padded = compressed; padded % Alignment != 0; padded++)
        {
            if (_input.Next() != 0)
            {
                throw new InvalidDataException("the padding of a block is not zero");
            }
        }

        if ((_saidLength ?? _length) != _length || (_saidCompressedLength ?? compressed) != compressed)
        {
            throw new InvalidDataException(
                $"a block has {_length} bytes instead of {_saidLength ?? _length}, compressed {compressed} instead of "
                + $"{_saidCompressedLength ?? compressed}");
        }

        var said = _input.Next(_check!.Length);
        var found = _check.ToBytes();
        if (!found.AsSpan().SequenceEqual(said))
        {
            throw new InvalidDataException($"the {_check.Name} of a block is {Convert.ToHexStringLower(found)} instead of {Convert.ToHexStringLower(said)}");
        }

        Record(_blocks, _blockHeaderLength + compressed + _check.Length, _length);
        _blockCount++;
        _check.Dispose();
        _check = null;
    }

    private void ReadIndex()
    {
        var begin = _input.Consumed - 1;
        var crc = new Crc32();
        crc.Append([0]);
        _input.BeginChecksum(crc);
        using var index = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (_input.NextNumber() != _blockCount)
        {
            throw new InvalidDataException("its index has another number of blocks");
        }

        for (var i = 0L; i < _blockCount; i++)
        {
            Record(index, _input.NextNumber(), _input.NextNumber());
        }

        while ((_input.Consumed - begin) % Alignment != 0)
        {
            if (_input.Next() != 0)
            {
                throw new InvalidDataException("the padding of its index is not zero");
            }
        }

        _input.EndChecksum();
        Compare(crc.GetCurrentHashAsUInt32(), _input.Next(sizeof(uint)), "index");
        if (!index.GetHashAndReset().AsSpan().SequenceEqual(_blocks.GetHashAndReset()))
        {
            throw new InvalidDataException("its index has other lengths than its blocks");
        }

        _indexLength = _input.Consumed - begin;
    }

    private void ReadFooter(int kind)
    {
        ReadOnlySpan<byte> footer = _input.Next(StreamHeaderLength);
        Compare(Crc32.HashToUInt32(footer[4..10]), footer, "stream footer");
        var said = (BinaryPrimitives.ReadUInt32LittleEndian(footer[4..]) + 1L) * Alignment;
        if (said != _indexLength || footer[8] != 0 || footer[9] != kind || !footer.EndsWith("YZ"u8))
        {
            throw new InvalidDataException("its footer does not fit its header and index");
        }
    }

    /// <returns>True when another stream follows.</returns>
    private bool SkipPadding()
    {
        Span<byte> four = stackalloc byte[Alignment];
        while (true)
        {
            var read = _input.ReadAtLeast(four, Alignment, throwOnEndOfStream: false);
            if (read == 0)
            {
                return false;
            }

            if (read < Alignment || !four.SequenceEqual<byte>([0, 0, 0, 0]))
            {
                ReadStreamHeader([.. four[..read], .. read < Alignment ? new byte[StreamHeaderLength] : _input.Next(StreamHeaderLength - Alignment)]);
                return true;
            }
        }
    }

    private static void Record(IncrementalHash hash, long unpadded, long length)
    {
        Span<byte> pair = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(pair, unpadded);
        BinaryPrimitives.WriteInt64LittleEndian(pair[sizeof(long)..], length);
        hash.AppendData(pair);
    }

    private static void Compare(uint found, ReadOnlySpan<byte> said, string what)
    {
        var expected = BinaryPrimitives.ReadUInt32LittleEndian(said);
        if (found != expected)
        {
            throw new InvalidDataException($"the CRC-32 of its {what} is {found:x8} instead of {expected:x8}");
        }
    }

    private static string NameOf(long filter) => filter switch
    {
        0x03 => "Delta",
        >= 0x04 and <= 0x0B => $"BCJ ({filter:x})",
        Lzma2 => "LZMA2 behind another one",
        _ => $"{filter:x}",
    };
}
