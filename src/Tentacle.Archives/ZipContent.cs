using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Tentacle.Archives.Compression;
using Tentacle.Platform.Storage;
using Tentacle.Platform.Text;

namespace Tentacle.Archives;

/// <summary>
/// The content of one entry of a zip. The local header is verified against the central directory before, the length and CRC-32 during, and the data descriptor
/// after reading. A caller that reads to the end gets the correct content or an <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class ZipContent : ForwardStream
{
    private const int LocalHeaderLength = 30;
    private const int DescriptorLength = 12;
    private const int Descriptor64Length = 20;
    private const int FlagDescriptor = 1 << 3;
    private readonly Stream _archive;
    private readonly ZipEntry _entry;
    private readonly long _dataEnd;
    private readonly bool _hasDescriptor;
    private readonly Stream _decoded;
    private readonly Crc32 _crc32 = new();
    private long _length;
    private bool _ended;

    /// <exception cref="NotSupportedException">The compression method is not supported.</exception>
    public ZipContent(Stream archive, ZipEntry entry)
    {
        (_archive, _entry) = (archive, entry);
        var begin = ReadLocalHeader(out _hasDescriptor);
        _dataEnd = begin + entry.CompressedLength;
        if (_dataEnd > entry.End)
        {
            throw new InvalidDataException($"'{entry.Shown}' shares bytes of the zip with what comes behind it.");
        }

        archive.Position = begin;
        _decoded = Named(() => Decode(new Slice(archive, entry.CompressedLength)));
    }

    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.Length == 0)
        {
            return 0;
        }

        var read = ReadDecoded(buffer);
        _length += read;
        if (_length > _entry.Length || (read == 0 && _length < _entry.Length))
        {
            throw new InvalidDataException($"'{_entry.Shown}' has {(read == 0 ? "" : "at least ")}{_length} bytes instead of {_entry.Length}.");
        }

        _crc32.Append(buffer[..read]);
        if (read == 0)
        {
            End();
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoded.Dispose();
        }

        base.Dispose(disposing);
    }

    private Stream Decode(Slice data) => _entry.Method switch
    {
        0 when _entry.CompressedLength != _entry.Length => throw new InvalidDataException("it is stored and has two different lengths."),
        0 => data,
        8 => Decompression.Deflate(data),
        9 => Decompression.Deflate64(data),
        12 => Decompression.Bzip2(data),
        14 => Decompression.ZippedLzma(data, _entry.CompressedLength, _entry.HasEndMark ? null : _entry.Length),
        20 or 93 => Decompression.Zstandard(data),
        95 => Decompression.Xz(data),
        var other => throw new NotSupportedException($"it is compressed by {ZipMethods.NameOf(other)}, which is not known here. Make the zip with deflate."),
    };

    private int ReadDecoded(Span<byte> buffer)
    {
        try
        {
            return _decoded.Read(buffer);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            throw Named(e);
        }
    }

    private Stream Named(Func<Stream> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            throw Named(e);
        }
    }

    private Exception Named(Exception e) => e switch
    {
        NotSupportedException => new NotSupportedException($"'{_entry.Shown}': {e.Message}", e),
        EndOfStreamException => new InvalidDataException($"'{_entry.Shown}' is cut short.", e),
        _ => new InvalidDataException($"'{_entry.Shown}': {e.Message}", e),
    };

    // Other tools extract by the local header. Reading it here ensures that they do not get different content.
    private long ReadLocalHeader(out bool hasDescriptor)
    {
        Span<byte> header = stackalloc byte[LocalHeaderLength];
        _archive.Position = _entry.Begin;
        _archive.ReadExactly(header);
        if (!header.StartsWith("PK\x03\x04"u8))
        {
            throw new InvalidDataException($"the header of '{_entry.Shown}' is not where the zip's directory says.");
        }

        var flags = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
        var rawName = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[26..])];
        var extra = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[28..])];
        _archive.ReadExactly(rawName);
        _archive.ReadExactly(extra);
        if (!IsSameName(rawName, _entry.RawName.Span))
        {
            var own = ClaimedText.Escape(Encoding.Latin1.GetString(rawName));
            throw new InvalidDataException($"'{_entry.Shown}' of the zip's directory is '{own}' in its own header.");
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) != _entry.Method)
        {
            throw new InvalidDataException($"the header of '{_entry.Shown}' has another method than the zip's directory.");
        }

        hasDescriptor = (flags & FlagDescriptor) != 0;
        if (!hasDescriptor)
        {
            Span<long> lengths = [BinaryPrimitives.ReadUInt32LittleEndian(header[22..]), BinaryPrimitives.ReadUInt32LittleEndian(header[18..])];
            ZipFields.ReadZip64(extra, lengths);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[14..]) != _entry.Crc32 || lengths[0] != _entry.Length || lengths[1] != _entry.CompressedLength)
            {
                throw new InvalidDataException($"the header of '{_entry.Shown}' has another CRC-32 or other lengths than the zip's directory.");
            }
        }

        return _entry.Begin + LocalHeaderLength + rawName.Length + extra.Length;
    }

    private void End()
    {
        _ended = true;
        var found = _crc32.GetCurrentHashAsUInt32();
        if (found != _entry.Crc32)
        {
            throw new InvalidDataException($"the CRC-32 of '{_entry.Shown}' is {found:x8} instead of {_entry.Crc32:x8}.");
        }

        if (_hasDescriptor)
        {
            CompareDescriptor();
        }
    }

    // The signature of a descriptor is optional, and its lengths have 32 or 64 bits.
    private void CompareDescriptor()
    {
        Span<byte> room = stackalloc byte[sizeof(uint) + Descriptor64Length];
        _archive.Position = _dataEnd;
        var behind = room[..(int)Math.Min(room.Length, _entry.End - _dataEnd)];
        ReadOnlySpan<byte> all = behind[.._archive.ReadAtLeast(behind, behind.Length, throwOnEndOfStream: false)];
        ReadOnlySpan<byte> signed = all.StartsWith("PK\x07\x08"u8) ? all[sizeof(uint)..] : [];
        if (!IsDescriptor(signed) && !IsDescriptor(all))
        {
            throw new InvalidDataException($"what stands behind '{_entry.Shown}' has another CRC-32 or other lengths than the zip's directory.");
        }
    }

    private bool IsDescriptor(ReadOnlySpan<byte> descriptor) =>
        descriptor.Length >= DescriptorLength && BinaryPrimitives.ReadUInt32LittleEndian(descriptor) == _entry.Crc32
        && (IsShort(descriptor[sizeof(uint)..]) || (descriptor.Length >= Descriptor64Length && IsLong(descriptor[sizeof(uint)..])));

    private bool IsShort(ReadOnlySpan<byte> lengths) =>
        BinaryPrimitives.ReadUInt32LittleEndian(lengths) == (uint)_entry.CompressedLength
        && BinaryPrimitives.ReadUInt32LittleEndian(lengths[sizeof(uint)..]) == (uint)_entry.Length;

    private bool IsLong(ReadOnlySpan<byte> lengths) =>
        BinaryPrimitives.ReadInt64LittleEndian(lengths) == _entry.CompressedLength
        && BinaryPrimitives.ReadInt64LittleEndian(lengths[sizeof(long)..]) == _entry.Length;

    // Some tools on Windows write one of the two names with backslashes and the other with slashes.
    private static bool IsSameName(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (one.Length != other.Length)
        {
            return false;
        }

        for (var i = 0; i < one.Length; i++)
        {
            if (one[i] != other[i] && (one[i], other[i]) is not ((byte)'/', (byte)'\\') and not ((byte)'\\', (byte)'/'))
            {
                return false;
            }
        }

        return true;
    }
}
