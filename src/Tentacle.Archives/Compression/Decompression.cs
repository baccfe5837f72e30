using System.IO.Compression;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Deflate64;
using SharpCompress.Compressors.LZMA;
using ZstdSharp;
using ZstdSharp.Unsafe;
using CompressionMode = SharpCompress.Compressors.CompressionMode;

namespace Tentacle.Archives.Compression;

/// <summary>
/// Opens compressed streams. Each stream verifies the checksums of its format. When it is read to its end, the source has been read to its end as well. Damage
/// causes an <see cref="InvalidDataException"/>, and data that needs more memory than allowed a <see cref="NotSupportedException"/>. The source is not disposed
/// of.
/// </summary>
internal static class Decompression
{
    /// <summary>
    /// The maximum window in bytes, the default limit of the zstd and xz programs. An archive declares how much memory its reader needs, which may be
    /// gigabytes.
    /// </summary>
    public const long MaxWindowSize = 1L << MaxWindowLog;

    private const int MaxWindowLog = 27;
    private const int LzmaProperties = 5;
    private const int BufferSize = 128 * 1024;

    /// <summary>All members of a gzip file (RFC 1952).</summary>
    public static Stream Gzip(Stream source) => new GzipMembers(source);

    /// <summary>All frames of a Zstandard file (RFC 8878).</summary>
    public static Stream Zstandard(Stream source)
    {
        var frames = new DecompressionStream(source, checkEndOfStream: true, leaveOpen: true);
        frames.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, MaxWindowLog);
        return new Decoder(frames, "Zstandard");
    }

    /// <summary>All streams of a bzip2 file.</summary>
    public static Stream Bzip2(Stream source) => new Decoder(() => BZip2Stream.Create(Buffered(source), CompressionMode.Decompress, true), "bzip2");

    /// <summary>All streams of an xz file.</summary>
    public static Stream Xz(Stream source) => new Decoder(() => new XzStreams(source), "xz");

    /// <summary>Raw deflate data (RFC 1951), which has no checksum.</summary>
    public static Stream Deflate(Stream source) =>
        new Decoder(new DeflateStream(source, System.IO.Compression.CompressionMode.Decompress, leaveOpen: true), "deflate");

    /// <summary>The deflate variant with a window of 64 KiB, which Windows uses for files over 2 GiB.</summary>
    public static Stream Deflate64(Stream source) => new Decoder(() => new Deflate64Stream(Buffered(source), CompressionMode.Decompress), "Deflate64");

    /// <summary>LZMA as it is stored in a zip: version and length of the properties, properties, data.</summary>
    /// <param name="length">The decompressed length in bytes; null when the data has an end marker.</param>
    public static Stream ZippedLzma(Stream source, long compressedLength, long? length)
    {
        var head = new byte[4];
        source.ReadExactly(head);
        var properties = new byte[LzmaProperties];
        if (head[2] != LzmaProperties || head[3] != 0)
        {
            throw new InvalidDataException("its LZMA properties have another length than 5.");
        }

        source.ReadExactly(properties);
        RefuseLargeWindow(BitConverter.ToUInt32(properties, 1), "LZMA");
        return new Decoder(
            () => LzmaStream.Create(properties, Buffered(source), compressedLength - head.Length - LzmaProperties, length ?? -1, null, false, true), "LZMA");
    }

    /// <exception cref="NotSupportedException">The data needs more memory than allowed.</exception>
    public static void RefuseLargeWindow(long window, string format)
    {
        if (window > MaxWindowSize)
        {
            throw new NotSupportedException(
                $"its {format} data needs {window >> 20} MiB of memory to be read, more than the {MaxWindowSize >> 20} MiB that "
                + "are given. Compress it at a lower level.");
        }
    }

    // These decoders read single bytes.
    private static BufferedStream Buffered(Stream source) => new(source, BufferSize);
}
