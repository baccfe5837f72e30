using Tentacle.Archives;
using Tentacle.Fuzzing.Engine;

namespace Tentacle.Fuzzing.Targets;

/// <summary>The headers of archives alone, read from memory.</summary>
internal static class ArchiveHeaders
{
    private const int MaxContent = 64 * 1024;
    private const int MaxOutcomeLength = 40;

    public static IReadOnlyList<byte[]> PaxSeeds { get; } = FuzzBench.Bytes(
        "17 path=café.txt\n30 mtime=1350244992.023960108\n16 size=1073741\n",
        "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n27 GNU.sparse.realsize=4096\n",
        "30 GNU.sparse.map=0,512,1024,512\n24 GNU.sparse.size=2048\n",
        "24 GNU.sparse.offset=512\n26 GNU.sparse.numbytes=512\n24 GNU.sparse.size=4096\n");

    public static string ReadZip(byte[] input) => Refusal(() =>
    {
        using var archive = new MemoryStream(input, writable: false);
        var entries = ZipDirectory.Read(archive);
        foreach (var entry in entries.Where(e => e.Length < MaxContent && !e.IsEncrypted && !e.IsPatch))
        {
            _ = EntryAttributesOf(entry);
            using var content = new ZipContent(archive, entry);
            content.CopyTo(Stream.Null);
        }

        return $"{Math.Min(entries.Count, 10)}";
    });

    public static string ReadTar(byte[] input) => Refusal(() =>
    {
        var at = 0;
        for (; at + TarHeader.BlockSize <= input.Length; at += TarHeader.BlockSize)
        {
            var header = TarHeader.Read(input[at..(at + TarHeader.BlockSize)], at);
            _ = EntryName.Decode(header.RawName) + EntryName.Decode(header.RawLink) + header.Shown + header.Mode + header.ModifiedAt;
            if (header.Type == 'S')
            {
                using var rest = new MemoryStream(input, at + TarHeader.BlockSize, input.Length - at - TarHeader.BlockSize);
                var layout = TarSparse.ReadOld(header, new TarInput(rest)).Checked(header.Shown, header.Size);
                BrokenPromiseException.ThrowUnless(layout.Stored <= layout.Length, "parts of a file are no more than the file");
            }

            BrokenPromiseException.ThrowUnless(header.Size >= 0, "a size is not negative");
        }

        return $"{at / TarHeader.BlockSize}";
    });

    public static string ReadPax(byte[] input) => Refusal(() =>
    {
        var records = new PaxRecords();
        records.Add(input);
        using var content = new MemoryStream("2\n0\n512\n1024\n512\n"u8.ToArray().Concat(new byte[2048]).ToArray());
        var size = records.FindNumber("size") ?? content.Length;
        var sparse = TarSparse.Find(PaxRecords.Merge(new PaxRecords(), records), new TarInput(content), size);
        var layout = sparse?.Layout.Checked("x", sparse.Value.Layout.Stored);
        BrokenPromiseException.ThrowUnless(layout is null || layout.Stored <= layout.Length, "parts of a file are no more than the file");
        return $"{records.FindTime() is null} {layout is null}";
    });

    private static EntryAttributes EntryAttributesOf(ZipEntry entry) => new((UnixFileMode)(entry.UnixMode & 0x1ff), entry.ModifiedAt);

    private static string Refusal(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is PackageException or InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            return new string([.. e.Message.Where(char.IsAsciiLetter).Take(MaxOutcomeLength)]);
        }
    }
}
