using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;

namespace Tentacle.Archives.Compression;

/// <summary>The checksum after each block of an xz stream. The stream's header selects none, CRC-32, CRC-64 or SHA-256.</summary>
internal sealed class XzCheck : IDisposable
{
    private readonly Crc32? _crc32;
    private readonly Crc64? _crc64;
    private readonly IncrementalHash? _sha256;

    /// <exception cref="NotSupportedException">The kind is unknown and may belong to a later version of the format.</exception>
    public XzCheck(int kind)
    {
        switch (kind)
        {
            case 0:
                break;
            case 1:
                (_crc32, Length, Name) = (new Crc32(), sizeof(uint), "CRC-32");
                break;
            case 4:
                (_crc64, Length, Name) = (new Crc64(), sizeof(ulong), "CRC-64");
                break;
            case 10:
                (_sha256, Length, Name) = (IncrementalHash.CreateHash(HashAlgorithmName.SHA256), SHA256.HashSizeInBytes, "SHA-256");
                break;
            default:
                throw new NotSupportedException($"its xz data has checksums of the unknown kind {kind}. Compress it with xz --check=crc64.");
        }
    }

    /// <summary>The length in bytes.</summary>
    public int Length { get; }

    public string Name { get; } = "checksum";

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _crc32?.Append(bytes);
        _crc64?.Append(bytes);
        _sha256?.AppendData(bytes);
    }

    /// <summary>The checksum of the appended bytes, in the byte order of the file.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        if (_crc32 is not null)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, _crc32.GetCurrentHashAsUInt32());
        }
        else if (_crc64 is not null)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, _crc64.Current);
        }
        else if (_sha256 is not null)
        {
            _sha256.GetHashAndReset(bytes);
        }

        return bytes;
    }

    public void Dispose() => _sha256?.Dispose();
}
