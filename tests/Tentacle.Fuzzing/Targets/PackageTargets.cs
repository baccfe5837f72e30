using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Tentacle.Archives;
using Tentacle.Core.Packages.Substitution;
using Tentacle.Fuzzing.Engine;
using Tentacle.Testing;

namespace Tentacle.Fuzzing.Targets;

/// <summary>Packages and tools: archives of every kind, and what is done with the files in them.</summary>
internal static class PackageTargets
{
    private const int Block = 512;
    private const int ChecksumAt = 148;
    private const int ChecksumLength = 8;

    private static readonly ArchiveLimits Limits = new() { MaxBytes = 1 << 20, MaxEntries = 200, RatioFrom = 1 << 16 };

    private static readonly IReadOnlyList<byte[]> Words =
    [
        .. FuzzBench.Bytes("../", "/etc/passwd", "\\", "PK\x01\x02", "PK\x03\x04", "PK\x05\x06", "PK\x06\x06", "PK\x07\x08", "ustar\0" + "00", "ustar  \0",
            "././@LongLink", "7777777", "-1", "GNU.sparse.size=", "30 path=../../x\n", "12 size=99\n", "é"),
        [0x00, 0x00, 0x00, 0x00],
        [0xff, 0xff, 0xff, 0xff],
        [0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
        new byte[Block],
        .. "123456790LKSxgA"u8.ToArray().Select(type => new[] { type }),
    ];

    public static IEnumerable<FuzzTarget> All(FuzzBench bench)
    {
        byte[][] tars = [Tar(TarEntryFormat.Ustar), Tar(TarEntryFormat.Pax), Tar(TarEntryFormat.Gnu), Tar(TarEntryFormat.V7), .. Files("sparse-*.tar")];
        byte[][] zips = [Zip(CompressionLevel.Optimal), Zip(CompressionLevel.NoCompression), .. Files("*.zip")];
        yield return Headers("zip-headers", zips, ArchiveHeaders.ReadZip) with { Allocation = 64 << 20 };
        yield return Headers("tar-headers", tars, ArchiveHeaders.ReadTar) with { Prepare = (tar, random) => random.Next(8) > 0 ? WithChecksums(tar) : tar };
        yield return Headers("pax-records", ArchiveHeaders.PaxSeeds, ArchiveHeaders.ReadPax) with { LongestInput = 1024 };
        yield return Archive(bench, "zip", zips);
        yield return Archive(bench, "tar", tars) with { Prepare = (tar, random) => random.Next(4) > 0 ? WithChecksums(tar) : tar };
        yield return Archive(bench, "tar-gz", [.. tars.Select(Gzipped)]);
        yield return Archive(bench, "tar-gz-inside", tars) with { Prepare = (tar, random) => Gzipped(random.Next(4) > 0 ? WithChecksums(tar) : tar) };
        yield return Archive(bench, "tar-zst", [.. tars.Select(Zstandard)]);
        yield return Archive(bench, "tar-bz2", Files("*.tar.bz2"));
        yield return Archive(bench, "tar-xz", Files("*.tar.xz"));
        yield return new FuzzTarget("file-pattern", FuzzBench.Bytes("**/*.config|a/b/c.config", "*|x", "a/**/b?.txt|a/c/d/b1.txt"), Pattern)
        {
            Words = FuzzBench.Bytes("**/", "*", "?", "/", "\\", "|", "a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/"),
            LongestInput = 1024,
            AllocationPerByte = 2048,
        };
        yield return new FuzzTarget("variables", FuzzBench.Bytes("A=#{B}\nB=b|text #{A} and #{a}", "A=1\nB=#{A}#{A}|#{B}#{C}"), Substitute)
        {
            Words = FuzzBench.Bytes("#{", "}", "#{A}", "#{B}", "\n", "=", "|", "#{A}#{A}#{A}#{A}#{A}#{A}#{A}#{A}"),
            LongestInput = 512,
            InputsPerTestRun = 2_000,

            // Four million characters of two bytes, copied at each of ten depths.
            Allocation = 256 << 20,
            AllocationPerByte = 4096,
        };
        byte[][] texts = [[0xef, 0xbb, 0xbf, (byte)'a'], Encoding.Unicode.GetBytes("\ufeffhello"), "plain"u8.ToArray()];
        yield return new FuzzTarget("encoded-text", texts, Encoded) { Words = [[0xff, 0xfe], [0xfe, 0xff], [0xef, 0xbb, 0xbf], [0, 0], [0xd8, 0]] };
    }

    // Without files, to reach more of them: no more than the headers is read, and the content of small entries of a zip.
    private static FuzzTarget Headers(string name, IReadOnlyList<byte[]> seeds, Func<byte[], string> read) =>
        new(name, seeds, read) { Words = Words, LongestInput = 8 * 1024, Allocation = 1 << 20, AllocationPerByte = 1024, InputsPerTestRun = 5_000 };

    private static FuzzTarget Archive(FuzzBench bench, string name, IReadOnlyList<byte[]> seeds)
    {
        var directory = bench.DirectoryOf(name);
        return new FuzzTarget(name, seeds, input => Extract(directory, input))
        {
            Words = Words,
            LongestInput = 32 * 1024,
            Allocation = 64 << 20,
            AllocationPerByte = 1024,
            InputsPerTestRun = 500,
        };
    }

    private static string Extract(string directory, byte[] input)
    {
        var (file, target) = (Path.Combine(directory, "package"), Path.Combine(directory, "out"));
        File.WriteAllBytes(file, input);
        try
        {
            var (files, bytes) = ArchiveExtraction.Run(file, target, Limits, _ => { }, CancellationToken.None);
            BrokenPromiseException.ThrowUnless(bytes <= Limits.MaxBytes && files <= Limits.MaxEntries, "an archive becomes no more than it may");
            return $"{Math.Min(files, 10)}";
        }
        catch (PackageException e)
        {
            return new string([.. e.Message.Where(char.IsAsciiLetter).Take(40)]);
        }
        finally
        {
            if (Directory.Exists(target))
            {
                Directory.Delete(target, recursive: true);
            }

            File.Delete(file);
            BrokenPromiseException.ThrowUnless(Directory.GetFileSystemEntries(directory).Length == 0, "an archive makes nothing outside of its directory");
        }
    }

    // Made by tar, xz, bzip2 and Python: what .NET cannot write.
    private static byte[][] Files(string pattern) =>
        [.. Directory.GetFiles(SourceTree.At("tests", "Tentacle.Fuzzing", "Seeds"), pattern).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    private static byte[] Zip(CompressionLevel level)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.CreateEntry("d/");
            foreach (var name in new[] { "d/a.txt", "Deploy.sh", "café.txt" })
            {
                var entry = zip.CreateEntry(name, level);
                entry.ExternalAttributes = 0x81ed << 16;
                using var stream = entry.Open();
                stream.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(name, 20))));
            }
        }

        return bytes.ToArray();
    }

    private static byte[] Tar(TarEntryFormat format)
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, format, leaveOpen: true))
        {
            foreach (var (type, name) in new[] { (TarEntryType.Directory, "d"), (TarEntryType.RegularFile, "d/a.txt"), (TarEntryType.SymbolicLink, "link"),
                (TarEntryType.HardLink, "hard"), (TarEntryType.RegularFile, "b/" + new string('x', 80)) })
            {
                tar.WriteEntry(Entry(format, format == TarEntryFormat.V7 && type == TarEntryType.RegularFile ? TarEntryType.V7RegularFile : type, name));
            }
        }

        return bytes.ToArray();
    }

    private static TarEntry Entry(TarEntryFormat format, TarEntryType type, string name)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.Ustar => new UstarTarEntry(type, name),
            TarEntryFormat.Gnu => new GnuTarEntry(type, name),
            TarEntryFormat.V7 => new V7TarEntry(type, name),
            _ => new PaxTarEntry(type, name),
        };
        switch (type)
        {
            case TarEntryType.SymbolicLink or TarEntryType.HardLink:
                entry.LinkName = "d/a.txt";
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile:
                entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(name + " has this content\n"));
                break;
            default:
                break;
        }

        return entry;
    }

    // A header whose checksum is wrong is refused before anything else in it is read.
    private static byte[] WithChecksums(byte[] tar)
    {
        for (var at = 0; at + Block <= tar.Length; at += Block)
        {
            var header = tar.AsSpan(at, Block);
            if (header[257..].StartsWith("ustar"u8))
            {
                header.Slice(ChecksumAt, ChecksumLength).Fill((byte)' ');
                var sum = 0;
                foreach (var b in header)
                {
                    sum += b;
                }

                Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[ChecksumAt..]);
            }
        }

        return tar;
    }

    private static byte[] Gzipped(byte[] content)
    {
        var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(content);
        }

        return bytes.ToArray();
    }

    private static byte[] Zstandard(byte[] content)
    {
        using var compressor = new ZstdSharp.Compressor(1);
        compressor.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return compressor.Wrap(content).ToArray();
    }

    private static string Pattern(byte[] input)
    {
        var text = FuzzBench.Text(input);
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? "none" : $"{new FilePattern(text[..bar]).IsMatch(text[(bar + 1)..])}";
    }

    private static string Substitute(byte[] input)
    {
        var text = FuzzBench.Text(input);
        var bar = text.LastIndexOf('|');
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in text[..Math.Max(0, bar)].Split('\n'))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                values[line[..equals]] = line[(equals + 1)..];
            }
        }

        try
        {
            var (_, count, unknown, _) = new Variables(values).Replace(text[(bar + 1)..]);
            return $"{Math.Min(count, 3)} {Math.Min(unknown.Count, 3)}";
        }
        catch (PackageException)
        {
            return "too long";
        }
    }

    private static string Encoded(byte[] input)
    {
        if (EncodedText.TryRead(input) is not { } text)
        {
            return "no text";
        }

        BrokenPromiseException.ThrowUnless(text.ToBytes().AsSpan().SequenceEqual(input), "a text that is not changed has the same bytes again");
        return text.Encoding.WebName;
    }
}
