using System.IO.Compression;
using Tentacle.Testing.Archives;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Tentacle.Archives.Tests;

/// <summary>A1, A2: what is damaged is never extracted as if it were whole.</summary>
public sealed class ArchiveDamageTests
{
    private static readonly string Text = string.Concat(Enumerable.Range(0, 40).Select(i => $"line {i} of a file\n"));
    private static readonly byte[] Tar = new RawTar().With("dir/file.txt", Text).With("other", "x").ToBytes();

    private static readonly Dictionary<string, byte[]> Archives = new()
    {
        ["stored zip"] = new RawZip().With(new("dir/file.txt", Text)).With(new("other", "x")).ToBytes(),
        ["deflated zip"] = new RawZip().With(new("dir/file.txt", Text) { Method = 8 }).With(new("other", "x")).ToBytes(),
        ["zip64"] = new RawZip().With(new("dir/file.txt", Text) { Method = 8 }).ToBytes(zip64: true),
        ["zip by bzip2"] = Convert.FromBase64String(ArchiveFixtures.ZipBzip2),
        ["zip by LZMA"] = Convert.FromBase64String(ArchiveFixtures.ZipLzma),
        ["gz"] = Gzip(Tar),
        ["gz of two members"] = [.. Gzip(Tar[..700]), .. Gzip(Tar[700..])],
        ["zst"] = Zstandard(Tar),
        ["bz2"] = Convert.FromBase64String(ArchiveFixtures.Bzip2),
        ["xz"] = Convert.FromBase64String(ArchiveFixtures.Xz),
        ["xz with SHA-256"] = Convert.FromBase64String(ArchiveFixtures.XzSha256),
        ["xz of blocks"] = Convert.FromBase64String(ArchiveFixtures.XzBlocks),
        ["xz of two streams"] = [.. Convert.FromBase64String(ArchiveFixtures.XzBlocks), 0, 0, 0, 0, .. Convert.FromBase64String(ArchiveFixtures.XzNoTar)],
    };

    public static TheoryData<string> Kinds => [.. Archives.Keys];

    // A whole stream with another one gone is a whole file.
    public static TheoryData<string> KindsOfOnePart => [.. Archives.Keys.Where(k => k != "xz of two streams")];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Archive_AsItWasMade_IsExtracted(string kind)
    {
        using var whole = new ExtractedArchive(Archives[kind]);

        Assert.NotEmpty(whole.Names);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Archive_WithAnyOneBitFlipped_IsRefusedOrTheSame(string kind)
    {
        var archive = Archives[kind];
        using var whole = new ExtractedArchive(archive);
        var refused = 0;
        for (var at = 0; at < archive.Length; at++)
        {
            var damaged = (byte[])archive.Clone();
            damaged[at] ^= (byte)(1 << (at % 8));
            refused += IsRefusedOrSame(damaged, whole.Content, $"{kind}: bit {at % 8} of byte {at}") ? 1 : 0;
        }

        Assert.InRange(refused, archive.Length / 3, archive.Length);
    }

    [Theory]
    [MemberData(nameof(KindsOfOnePart))]
    public void Archive_CutAnywhere_IsRefused(string kind)
    {
        var archive = Archives[kind];
        for (var left = 0; left < archive.Length; left += left < archive.Length - 40 ? 7 : 1)
        {
            Assert.NotNull(ExtractedArchive.Refusal(archive[..left]));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Archive_WithOtherBytesBehindIt_IsRefused(string kind)
    {
        foreach (byte[] more in new byte[][] { [1], [0x1F], [0x1F, 0x8B], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [.. "PK"u8] })
        {
            Assert.Contains("damaged", ExtractedArchive.Refusal([.. Archives[kind], .. more]), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Zip_WithAnotherCrc32_SaysBoth()
    {
        var zip = new RawZip().With(new("dir/x", "content") { Crc = 0x12345678 }).ToBytes();

        Assert.Equal(
            "The package is damaged: the CRC-32 of 'dir/x' is ddf4d6d2 instead of 12345678. Nothing was installed; send it again.".Replace("ddf4d6d2", $"{System.IO.Hashing.Crc32.HashToUInt32("content"u8):x8}", StringComparison.Ordinal),
            ExtractedArchive.Refusal(zip));
    }

    [Fact]
    public void Zip_WhoseHeadersContradictEachOther_IsRefused()
    {
        var entry = new RawZipEntry("x", "content");
        Assert.Contains("is 'y' in its own header", ExtractedArchive.Refusal(new RawZip().With(entry with { LocalName = "y"u8.ToArray() }).ToBytes()), StringComparison.Ordinal);
        Assert.Contains("another method", ExtractedArchive.Refusal(new RawZip().With(entry with { LocalMethod = 8 }).ToBytes()), StringComparison.Ordinal);
        Assert.Contains("another CRC-32", ExtractedArchive.Refusal(new RawZip().With(entry with { LocalCrc = 1 }).ToBytes()), StringComparison.Ordinal);
        Assert.Contains("bytes instead of 8", ExtractedArchive.Refusal(new RawZip().With(entry with { Method = 8, Length = 8 }).ToBytes()), StringComparison.Ordinal);
        Assert.Contains("bytes instead of 3", ExtractedArchive.Refusal(new RawZip().With(entry with { Method = 8, Length = 3 }).ToBytes()), StringComparison.Ordinal);
        Assert.Contains("1 entries instead of 2", ExtractedArchive.Refusal(new RawZip().With(entry).ToBytes(count: 2)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 4, true)]
    [InlineData(false, 4, true)]
    [InlineData(true, 8, true)]
    [InlineData(true, 4, false)]
    [InlineData(false, 8, false)]
    public void Zip_WithLengthsBehindTheData_ComparesThem(bool signed, int size, bool right)
    {
        var content = "content of an entry"u8.ToArray();
        var crc = System.IO.Hashing.Crc32.HashToUInt32(content) + (right ? 0u : 1u);
        byte[] Number(long value, int bytes) => BitConverter.GetBytes(value)[..bytes];
        byte[] descriptor = [.. signed ? "PK\x07\x08"u8 : [], .. Number(crc, 4), .. Number(content.Length, size), .. Number(content.Length, size)];
        var zip = new RawZip().With(new("x", content) { Descriptor = descriptor }).With(new("y", "z")).ToBytes();

        if (right)
        {
            using var extracted = new ExtractedArchive(zip);
            Assert.Equal("content of an entry", extracted.Text("x"));
        }
        else
        {
            Assert.Contains("what stands behind 'x'", ExtractedArchive.Refusal(zip), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Zip_WhoseEntriesShareBytes_IsRefused()
    {
        var twice = new RawZip().With(new("a", "content")).With(new("b", "content") { Place = 0, LocalName = "b"u8.ToArray() }).ToBytes();
        Assert.Contains("shares bytes", ExtractedArchive.Refusal(twice), StringComparison.Ordinal);

        // The quoted bomb: the data of the first entry is the header and the data of the second.
        var inner = new RawZip().With(new("b", new string('x', 100))).ToBytes();
        var quoted = new RawZip().With(new("a", inner[..131])).With(new("b", new string('x', 100)) { Place = 31 }).ToBytes();
        Assert.Contains("shares bytes", ExtractedArchive.Refusal(quoted), StringComparison.Ordinal);
    }

    [Fact]
    public void Tar_WithAWrongChecksum_SaysWhichHeader()
    {
        var tar = new RawTar().With("first", "1").With("second", "2").ToBytes();
        tar[1024 + 2] ^= 1;

        Assert.Contains("the checksum of the tar header at byte 1024, of 'sebond', is", ExtractedArchive.Refusal(tar), StringComparison.Ordinal);
    }

    [Fact]
    public void Tar_WithMoreBehindItsEnd_IsRefused()
    {
        var zeroed = new RawTar().With("first", "1").With("second", "2").With("third", "3").ToBytes();
        zeroed.AsSpan(1024, 512).Clear();

        Assert.Contains("follow the end of the tar", ExtractedArchive.Refusal(zeroed), StringComparison.Ordinal);
        Assert.Contains("follow the end of the tar", ExtractedArchive.Refusal([.. Tar, 1]), StringComparison.Ordinal);
        Assert.Contains("cut short", ExtractedArchive.Refusal(Tar[..^5][..^1024]), StringComparison.Ordinal);
    }

    private static bool IsRefusedOrSame(byte[] archive, string content, string what)
    {
        try
        {
            using var extracted = new ExtractedArchive(archive);
            Assert.True(extracted.Content == content, what);
            return false;
        }
        catch (PackageException)
        {
            return true;
        }
    }

    private static byte[] Gzip(byte[] content)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return zipped.ToArray();
    }

    private static byte[] Zstandard(byte[] content)
    {
        using var compressor = new Compressor();
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return compressor.Wrap(content).ToArray();
    }
}
