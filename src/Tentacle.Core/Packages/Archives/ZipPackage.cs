using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Tentacle.Core.Trust;

namespace Tentacle.Core.Packages.Archives;

/// <summary>Reads a zip, and a nupkg, which is one with parts that only NuGet needs.</summary>
internal static class ZipPackage
{
    private const int EndRecordLength = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int LongestLink = 4096;
    private const int TypeMask = 0xF000;
    private const int TypeRegular = 0x8000;
    private const int TypeDirectory = 0x4000;
    private const int TypeLink = 0xA000;

    // The directory is read into memory as a whole: this is two hundred thousand entries and more.
    private const long LongestDirectory = 32L << 20;

    public static void Read(FileStream archive, ExtractionTree tree, CancellationToken cancellationToken)
    {
        CheckDirectory(archive);
        using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
        var isNuGet = zip.Entries.Any(e => e.FullName == "[Content_Types].xml") && zip.Entries.Any(e => !e.FullName.Contains('/', StringComparison.Ordinal) && e.FullName.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase));
        foreach (var entry in zip.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!isNuGet)
            {
                Add(entry, entry.FullName, tree, cancellationToken);
            }
            else if (!IsNuGetsOwn(entry.FullName))
            {
                Add(entry, Uri.UnescapeDataString(entry.FullName), tree, cancellationToken);
            }
        }
    }

    private static void Add(ZipArchiveEntry entry, string name, ExtractionTree tree, CancellationToken cancellationToken)
    {
        if (entry.IsEncrypted)
        {
            throw new PackageException($"The package is refused: '{ClaimedText.Escape(entry.FullName)}' is encrypted. Send it without a password; the connection is encrypted.");
        }

        var unix = (entry.ExternalAttributes >>> 16) & 0xFFFF;
        var type = unix & TypeMask;
        if (type == TypeDirectory || name.EndsWith('/') || name.EndsWith('\\'))
        {
            tree.AddDirectory(name);
            return;
        }

        using var content = entry.Open();
        switch (type)
        {
            case TypeLink:
                tree.AddLink(name, ReadLink(content));
                break;
            case TypeRegular or 0:
                AddFile(entry, name, content, unix, tree, cancellationToken);
                break;
            default:
                throw new PackageException($"The package is refused: '{ClaimedText.Escape(entry.FullName)}' is neither a file nor a directory nor a link. Nothing was installed.");
        }
    }

    private static void AddFile(ZipArchiveEntry entry, string name, Stream content, int unix, ExtractionTree tree, CancellationToken cancellationToken)
    {
        var before = tree.Bytes;
        tree.AddFile(name, content, unix == 0 ? null : (UnixFileMode)(unix & 0b111_111_111), cancellationToken);
        if (tree.Bytes - before != entry.Length)
        {
            throw new PackageException($"The package is damaged: '{ClaimedText.Escape(entry.FullName)}' should have {entry.Length} bytes and has {tree.Bytes - before}. Send it again.");
        }
    }

    private static string ReadLink(Stream content)
    {
        var text = new byte[LongestLink];
        return Encoding.UTF8.GetString(text, 0, content.ReadAtLeast(text, text.Length, throwOnEndOfStream: false));
    }

    private static bool IsNuGetsOwn(string name) =>
        name == "[Content_Types].xml" || name.StartsWith("_rels/", StringComparison.Ordinal) || name.StartsWith("package/services/metadata/", StringComparison.Ordinal);

    // Before the framework reads the directory of an archive that consists of nothing else.
    private static void CheckDirectory(FileStream archive)
    {
        var tail = new byte[Math.Min(archive.Length, EndRecordLength + LongestComment)];
        archive.Position = archive.Length - tail.Length;
        archive.ReadExactly(tail);
        archive.Position = 0;
        for (var at = tail.Length - EndRecordLength; at >= 0; at--)
        {
            if (tail.AsSpan(at).StartsWith("PK\x05\x06"u8))
            {
                var size = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 12));
                var begin = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16));
                var end = archive.Length - tail.Length + at;
                if (Math.Max(size == uint.MaxValue ? 0 : size, begin == uint.MaxValue ? 0 : end - begin) > LongestDirectory)
                {
                    throw new PackageException($"The package is refused: the directory of the zip is longer than {LongestDirectory} bytes. Nothing was installed; send fewer files, or a tar.gz.");
                }

                return;
            }
        }
    }
}
