using System.IO.Compression;
using System.Text;
using Tentacle.Testing.Archives;
using ZstdSharp;

namespace Tentacle.Archives.Tests;

/// <summary>A4 to A6, A8, A10, A11: archives as people really send them.</summary>
public sealed class ArchiveFormTests
{
    private static readonly DateTime Made = new(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    [Theory]
    [InlineData(ArchiveFixtures.SparseGnu)]
    [InlineData(ArchiveFixtures.SparsePax00)]
    [InlineData(ArchiveFixtures.SparsePax01)]
    [InlineData(ArchiveFixtures.SparsePax10)]
    [InlineData(ArchiveFixtures.SparseBsd)]
    public void Tar_OfASparseFile_IsTheRealFile(string archive)
    {
        using var extracted = new ExtractedArchive(Convert.FromBase64String(archive));

        Assert.Equal(["sparse.bin"], extracted.Names);
        var expected = new byte[400_000];
        expected.AsSpan(65_536, 4096).Fill((byte)'A');
        expected.AsSpan(262_144, 4096).Fill((byte)'B');
        Assert.Equal(expected, File.ReadAllBytes(extracted["sparse.bin"]));
        Assert.Equal((Made, 400_000L), (extracted.TimeOf("sparse.bin"), extracted.Bytes));
    }

    [Fact]
    public void Tar_OfASparseFile_OverTheLimits_IsRefused()
    {
        var tar = new RawTar().WithPax(false, ("GNU.sparse.size", "9000000000000000000"), ("GNU.sparse.map", "0,1")).With("x", "1").ToBytes();

        Assert.Contains("more than 68719476736 bytes", ExtractedArchive.Refusal(tar), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10", "0,1,2")]
    [InlineData("10", "0,9")]
    [InlineData("10", "0,2,1,1")]
    [InlineData("2", "0,3")]
    [InlineData("10", "0,-3")]
    [InlineData("10", "")]
    [InlineData("-1", "0,3")]
    public void Tar_OfASparseFile_WhoseMapContradictsItself_IsDamaged(string size, string map)
    {
        var tar = new RawTar().WithPax(false, ("GNU.sparse.size", size), ("GNU.sparse.map", map)).With("x", "123").ToBytes();

        Assert.Contains("damaged", ExtractedArchive.Refusal(tar), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SCHILY.filetype", "sparse")]
    [InlineData("SUN.holesdata", " 0 1 2")]
    public void Tar_OfASparseFile_InAnotherForm_IsRefusedByName(string key, string value) =>
        Assert.Contains("star or Solaris", ExtractedArchive.Refusal(new RawTar().WithPax(false, (key, value)).With("x", "123").ToBytes()), StringComparison.Ordinal);

    [Fact]
    public void Tar_WithOwnersBeyondAnyNumber_IsExtracted()
    {
        void Owner(byte[] header)
        {
            ((byte[])[0x80, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]).CopyTo(header, 108);
            ((byte[])[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE]).CopyTo(header, 116);
        }

        using var binary = new ExtractedArchive(new RawTar().With("x", "1", change: Owner).ToBytes());
        using var pax = new ExtractedArchive(new RawTar().WithPax(false, ("uid", "4294967294"), ("gid", "99999999999999999999")).With("x", "1").ToBytes());
        using var garbage = new ExtractedArchive(new RawTar().With("x", "1", change: h => RawTar.Put(h, 108, "nobody!")).ToBytes());

        Assert.Equal(("1", "1", "1"), (binary.Text("x"), pax.Text("x"), garbage.Text("x")));
    }

    [Fact]
    public void Tar_OfV7_WithoutEnd_AndEmpty_IsExtracted()
    {
        using var old = new ExtractedArchive(new RawTar().With("dir/", type: '\0').With("dir/x", "1", type: '\0').ToBytes());
        using var endless = new ExtractedArchive(new RawTar().With("x", "1").ToBytes(ended: false));
        using var empty = new ExtractedArchive(new byte[10_240]);

        Assert.Equal(["dir/x"], old.Names);
        Assert.Equal(["x"], endless.Names);
        Assert.Empty(empty.Names);
    }

    [Fact]
    public void Tar_WithALongName_ThatIsCutAtASlash_IsAFile()
    {
        var name = new string('d', 99) + "/file";
        using var extracted = new ExtractedArchive(new RawTar().With("././@LongLink", name + "\0", type: 'L').With(name[..100], "1").ToBytes());

        Assert.Equal([name], extracted.Names);
    }

    [Fact]
    public void Tar_WithAttributesOfAllEntries_UsesTheirOwnFirst()
    {
        var tar = new RawTar().WithPax(true, ("comment", "x"), ("mtime", "1000000000.5")).With("a", "1").WithPax(false, ("mtime", "1500000000"), ("path", "grüße")).With("b", "2").ToBytes();
        using var extracted = new ExtractedArchive(tar);

        Assert.Equal(["a", "grüße"], extracted.Names);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_000_000_000_500).UtcDateTime, extracted.TimeOf("a"));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_500_000_000).UtcDateTime, extracted.TimeOf("grüße"));
    }

    [Theory]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    public void Tar_WithASizeBeyondAnyNumberOrNegative_IsDamaged(byte first)
    {
        var tar = new RawTar().With("x", "1", change: h => h.AsSpan(124, 12).Fill(first)).ToBytes();

        Assert.Contains("the size of 'x' in the tar is not a number, or negative", ExtractedArchive.Refusal(tar), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('3', "a character device")]
    [InlineData('4', "a block device")]
    [InlineData('6', "a pipe")]
    [InlineData('M', "another volume")]
    [InlineData('Z', "of type 'Z'")]
    public void Tar_WithWhatIsNoFile_IsRefusedByName(char type, string name) =>
        Assert.Contains(name, ExtractedArchive.Refusal(new RawTar().With("x", type: type).ToBytes()), StringComparison.Ordinal);

    [Fact]
    public void Tar_WithAttributesWithoutEnd_IsRefused()
    {
        var many = new RawTar();
        for (var i = 0; i < 30; i++)
        {
            many.WithPax(false, ("comment", new string('x', 60_000)));
        }

        Assert.Contains("names and attributes", ExtractedArchive.Refusal(many.With("x").ToBytes()), StringComparison.Ordinal);
        Assert.Contains("names and attributes", ExtractedArchive.Refusal(new RawTar().With("p", "1", 'x', size: 1L << 32).ToBytes()), StringComparison.Ordinal);
        Assert.Contains("malformed", ExtractedArchive.Refusal(new RawTar().With("p", "99 path=x\n", 'x').With("x").ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void Zip_WithNamesOfACodePage_HasThem()
    {
        var zip = new RawZip()
            .With(new("", "1") { Flags = 0, RawName = [.. "caf"u8, 0x82, .. ".txt"u8] })
            .With(new("", "2") { Flags = 0, RawName = [.. "na"u8, 0x8B, .. "ve"u8] })
            .With(new("", "3") { Flags = 0, RawName = Encoding.UTF8.GetBytes("grüße") })
            .ToBytes();
        using var extracted = new ExtractedArchive(zip);

        Assert.Equal(["café.txt", "grüße", "naïve"], extracted.Names);
    }

    [Fact]
    public void Zip_WithTheUnicodePathOfInfoZip_HasIt_UnlessItIsOfAnotherName()
    {
        byte[] raw = [.. "stra"u8, 0xE1, .. "e"u8];
        byte[] Field(byte[] of, string name)
        {
            byte[] field = [1, .. BitConverter.GetBytes(System.IO.Hashing.Crc32.HashToUInt32(of)), .. Encoding.UTF8.GetBytes(name)];
            return [0x75, 0x70, (byte)field.Length, 0, .. field];
        }

        using var right = new ExtractedArchive(new RawZip().With(new("", "1") { Flags = 0, RawName = raw, Extra = Field(raw, "улица") }).ToBytes());
        using var wrong = new ExtractedArchive(new RawZip().With(new("", "1") { Flags = 0, RawName = raw, Extra = Field([1], "улица") }).ToBytes());

        Assert.Equal(["улица"], right.Names);
        Assert.Equal(["straße"], wrong.Names);
    }

    [Fact]
    public void Names_ThatAreNotUtf8_AreRefused_NotChanged()
    {
        byte[] raw = [.. "caf"u8, 0xE9];

        Assert.Contains("'café' has a name that is not UTF-8", ExtractedArchive.Refusal(new RawZip().With(new("", "1") { RawName = raw }).ToBytes()), StringComparison.Ordinal);
        Assert.Contains("'café' has a name that is not UTF-8", ExtractedArchive.Refusal(new RawTar().With(raw, [1]).ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void Times_AreKept()
    {
        byte[] extended = [0x55, 0x54, 5, 0, 1, .. BitConverter.GetBytes(1_580_702_706)];
        byte[] ntfs = [0x0A, 0, 32, 0, 0, 0, 0, 0, 1, 0, 24, 0, .. BitConverter.GetBytes(Made.AddTicks(1234567).ToFileTimeUtc()), .. new byte[16]];
        using var zip = new ExtractedArchive(new RawZip()
            .With(new("dos", "1"))
            .With(new("extended", "1") { Date = 0, Extra = extended })
            .With(new("ntfs", "1") { Date = 0, Extra = ntfs })
            .With(new("none", "1") { Date = 0 })
            .With(new("dir/", "") { UnixMode = 0x41ED })
            .With(new("dir/x", "1") { Date = 0 })
            .ToBytes());
        using var tar = new ExtractedArchive(new RawTar().With("dir/", type: '5').With("dir/x", "1").With("old", "1", change: h => h.AsSpan(136, 12).Fill(0xFF)).ToBytes());

        Assert.Equal((Made, Made, Made.AddTicks(1234567), Made), (zip.TimeOf("dos"), zip.TimeOf("extended"), zip.TimeOf("ntfs"), zip.TimeOf("dir")));
        Assert.InRange(zip.TimeOf("none"), Made.AddYears(5), Made.AddYears(500));
        Assert.Equal((Made, Made), (tar.TimeOf("dir"), tar.TimeOf("dir/x")));
        Assert.Equal(1969, tar.TimeOf("old").Year);
    }

    [Fact]
    public void Names_ThatOtherSystemsCannotHold_AreExtractedHere()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows cannot hold these names.");
        string[] names = ["A.txt", "File::Spec.3pm", "NUL", "a.txt", "a:b.txt", "aux.js", "com1.txt", "dir/A/x", "dir/a/x", "q?*<>|\"", "space ", "trailing."];
        var zip = new RawZip();
        var tar = new RawTar();
        foreach (var name in names)
        {
            zip.With(new(name, name));
            tar.With(name, name);
        }

        using var unzipped = new ExtractedArchive(zip.ToBytes());
        using var untarred = new ExtractedArchive(tar.With(@"system\x2dunit", "1").ToBytes());

        Assert.Equal(names.Order(StringComparer.Ordinal), unzipped.Names);
        Assert.Equal(names.Append(@"system\x2dunit").Order(StringComparer.Ordinal), untarred.Names);
    }

    [Theory]
    [InlineData(@"..\evil")]
    [InlineData(@"a\..\..\evil")]
    [InlineData("C:/evil")]
    [InlineData(@"C:\evil")]
    [InlineData(@"\\server\evil")]
    [InlineData("/evil")]
    [InlineData("a/../../evil")]
    public void Tar_EntryThatLeadsOutOnAnySystem_IsRefused(string name) =>
        Assert.Contains("The package is refused", ExtractedArchive.Refusal(new RawTar().With(name, "x").ToBytes()), StringComparison.Ordinal);

    [Fact]
    public void Names_TooLongOrTooDeep_AreRefused()
    {
        Assert.Contains("255 bytes", ExtractedArchive.Refusal(new RawTar().WithPax(false, ("path", new string('ü', 200))).With("x").ToBytes()), StringComparison.Ordinal);
        Assert.Contains("4000 characters", ExtractedArchive.Refusal(new RawTar().WithPax(false, ("path", string.Join('/', Enumerable.Repeat(new string('d', 200), 30)))).With("x").ToBytes()), StringComparison.Ordinal);
        Assert.Contains("255 directories", ExtractedArchive.Refusal(new RawTar().WithPax(false, ("path", string.Join('/', Enumerable.Repeat("d", 300)))).With("x").ToBytes()), StringComparison.Ordinal);
        Assert.Contains("names of its entries", ExtractedArchive.Refusal(new RawZip().With(new("abcdef", "")).With(new("ghijkl", "")).ToBytes(), new ArchiveLimits { MaxNames = 10 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ArchiveFixtures.Bzip2)]
    [InlineData(ArchiveFixtures.Xz)]
    [InlineData(ArchiveFixtures.XzSha256)]
    [InlineData(ArchiveFixtures.XzBlocks)]
    [InlineData(ArchiveFixtures.XzNoCheck)]
    public void Tar_CompressedByBzip2OrXz_IsExtracted(string archive)
    {
        using var extracted = new ExtractedArchive(Convert.FromBase64String(archive));

        Assert.Equal((ArchiveFixtures.Hello, Made), (extracted.Text("hello.txt"), extracted.TimeOf("hello.txt")));
    }

    [Theory]
    [InlineData(ArchiveFixtures.XzFiltered, "BCJ")]
    [InlineData(ArchiveFixtures.XzLargeWindow, "512 MiB")]
    public void Xz_ThatNeedsMore_IsRefusedByName(string archive, string name) =>
        Assert.Contains(name, ExtractedArchive.Refusal(Convert.FromBase64String(archive)), StringComparison.Ordinal);

    [Fact]
    public void Zip_OfOtherMethods_IsExtracted()
    {
        var text = string.Concat(Enumerable.Range(0, 100).Select(i => $"line {i}\n"));
        using var compressor = new Compressor();
        var zstandard = compressor.Wrap(Encoding.UTF8.GetBytes(text)).ToArray();
        using var bzip2 = new ExtractedArchive(Convert.FromBase64String(ArchiveFixtures.ZipBzip2));
        using var lzma = new ExtractedArchive(Convert.FromBase64String(ArchiveFixtures.ZipLzma));
        using var others = new ExtractedArchive(new RawZip()
            .With(new("deflate64", text) { Method = 9, Data = RawZipEntry.Deflated(Encoding.UTF8.GetBytes(text)) })
            .With(new("zstd", text) { Method = 93, Data = zstandard })
            .ToBytes());

        var expected = string.Concat(Enumerable.Repeat("packed by python ", 4));
        Assert.Equal((expected, expected, text, text), (bzip2.Text("x.txt"), lzma.Text("x.txt"), others.Text("deflate64"), others.Text("zstd")));
    }

    [Theory]
    [InlineData(1, "Shrink")]
    [InlineData(6, "Implode")]
    [InlineData(98, "PPMd")]
    [InlineData(99, "AES")]
    [InlineData(1234, "method 1234")]
    public void Zip_OfAnUnknownMethod_IsRefusedByName(ushort method, string name)
    {
        var refusal = ExtractedArchive.Refusal(new RawZip().With(new("dir/x", "1") { Method = method, Data = [1] }).ToBytes());

        Assert.Contains("'dir/x'", refusal, StringComparison.Ordinal);
        Assert.Contains(name, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Zip_BehindAScript_IsExtracted()
    {
        using var plain = new ExtractedArchive(new RawZip().With(new("__main__.py", "print()")).ToBytes("#!/usr/bin/env python3\n"));
        using var zip64 = new ExtractedArchive(new RawZip().With(new("__main__.py", "print()")).ToBytes("#!/usr/bin/env python3\n", zip64: true));

        Assert.Equal(["__main__.py"], plain.Names);
        Assert.Equal(["__main__.py"], zip64.Names);
    }

    [Fact]
    public void Zip_EncryptedOrInVolumes_IsRefusedByName()
    {
        Assert.Contains("'x' is encrypted", ExtractedArchive.Refusal(new RawZip().With(new("x", "1") { Flags = 1 }).ToBytes()), StringComparison.Ordinal);
        Assert.Contains("several volumes", ExtractedArchive.Refusal(new RawZip().With(new("x", "1")).ToBytes(volume: 2)), StringComparison.Ordinal);
        Assert.Contains("several volumes", ExtractedArchive.Refusal([.. "PK\x07\x08"u8, .. new byte[600]]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Rar!\u001a\u0007\u0001\0", "a RAR archive")]
    [InlineData("7z\u00bc\u00af\u0027\u001c", "a 7z archive")]
    [InlineData("!<arch>\ndebian-binary", "an ar archive")]
    [InlineData("MSCF", "a cabinet")]
    [InlineData("", "empty")]
    [InlineData("<html>not found</html>", "neither a zip (nupkg) nor a tar")]
    public void Archive_OfAnotherKind_IsRefusedByName(string content, string name)
    {
        var refusal = ExtractedArchive.Refusal(Encoding.Latin1.GetBytes(content));

        Assert.Contains(name, refusal, StringComparison.Ordinal);
        Assert.Contains("Send a zip", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Bombs_OfEveryFormat_AreRefused()
    {
        var tar = new RawTar().With("zeros", new string('\0', 4 << 20)).ToBytes();
        using var gzip = new MemoryStream();
        using (var zipped = new GZipStream(gzip, CompressionLevel.Optimal, leaveOpen: true))
        {
            zipped.Write(tar);
        }

        using var compressor = new Compressor();
        var zip = new RawZip().With(new("zeros", new byte[4 << 20]) { Method = 8 }).ToBytes();
        foreach (var archive in new[] { zip, gzip.ToArray(), compressor.Wrap(tar).ToArray() })
        {
            Assert.Contains("200 times", ExtractedArchive.Refusal(archive, new ArchiveLimits { RatioFrom = 1 << 20 }), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Progress_OfAZip_NeverRunsBackwards()
    {
        var zip = new RawZip();
        for (var i = 0; i < 50; i++)
        {
            zip.With(new($"file {i}", new string((char)('a' + (i % 26)), 20_000)));
        }

        var progress = new List<long>();
        using var extracted = new ExtractedArchive(zip.ToBytes(), progress: progress);

        Assert.Equal(progress.Order(), progress);
    }
}
