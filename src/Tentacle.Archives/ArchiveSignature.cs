namespace Tentacle.Archives;

/// <summary>Detects the format of an archive by its bytes, because the file name may be wrong.</summary>
internal static class ArchiveSignature
{
    private const string Known = "Send a zip (nupkg) or a tar: plain, or compressed by gzip, bzip2, xz or zstd.";
    private const int UstarAt = 257;

    private static readonly (byte[] Begin, ArchiveFormat Format)[] Formats =
    [
        ("PK\x03\x04"u8.ToArray(), ArchiveFormat.Zip),
        ("PK\x05\x06"u8.ToArray(), ArchiveFormat.Zip),
        ([0x1F, 0x8B], ArchiveFormat.GzippedTar),
        ("BZh"u8.ToArray(), ArchiveFormat.Bzip2Tar),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], ArchiveFormat.XzTar),
        ([0x28, 0xB5, 0x2F, 0xFD], ArchiveFormat.ZstandardTar),
        .. Enumerable.Range(0x50, 16).Select(skippable => ((byte[])[(byte)skippable, 0x2A, 0x4D, 0x18], ArchiveFormat.ZstandardTar)),
    ];

    private static readonly (byte[] Begin, string Name)[] Refused =
    [
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive"),
        ("Rar!\x1A\x07"u8.ToArray(), "a RAR archive"),
        ("LZIP"u8.ToArray(), "an lzip file"),
        ([0x04, 0x22, 0x4D, 0x18], "an LZ4 file"),
        ([0x1F, 0x9D], "a file of the old compress (.Z)"),
        ([0x5D, 0x00, 0x00], "an old LZMA file"),
        ("MSCF"u8.ToArray(), "a cabinet (.cab)"),
        ("!<arch>\n"u8.ToArray(), "an ar archive, as Debian packages (.deb) are"),
        ([0xED, 0xAB, 0xEE, 0xDB], "an RPM package"),
        ("070701"u8.ToArray(), "a cpio archive"),
        ("070702"u8.ToArray(), "a cpio archive"),
        ("070707"u8.ToArray(), "a cpio archive"),
        ("xar!"u8.ToArray(), "a xar archive"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "a Windows Installer package (.msi)"),
    ];

    /// <exception cref="PackageException">The format is unknown or not supported.</exception>
    public static ArchiveFormat Read(FileStream archive)
    {
        Span<byte> head = stackalloc byte[TarHeader.BlockSize];
        head = head[..archive.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        archive.Position = 0;
        foreach (var (begin, format) in Formats)
        {
            if (head.StartsWith(begin))
            {
                return format;
            }
        }

        if (IsTar(head))
        {
            return ArchiveFormat.Tar;
        }

        RefuseByName(head);

        // A zip is read from its end, because a program that extracts it may precede it.
        return ZipEnd.Find(archive) is not null
            ? ArchiveFormat.Zip
            : throw new PackageException($"The package is neither a zip (nupkg) nor a tar, nor a compressed tar. {Known}");
    }

    // A tar without files consists of zeros only. A tar whose first header is damaged is still recognized by "ustar".
    private static bool IsTar(ReadOnlySpan<byte> head) =>
        TarHeader.Is(head) || (head.Length > UstarAt && head[UstarAt..].StartsWith("ustar"u8))
        || (head.Length == TarHeader.BlockSize && !head.ContainsAnyExcept((byte)0));

    private static void RefuseByName(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
        {
            throw new PackageException($"The package is empty: it has no bytes. {Known}");
        }

        if (head.StartsWith("PK\x07\x08"u8))
        {
            throw new PackageException(
                "The package is the first part of a zip in several volumes. Send the zip in one file: zip "
                + "-s 0 parts.zip --out whole.zip.");
        }

        foreach (var (begin, name) in Refused)
        {
            if (head.StartsWith(begin))
            {
                throw new PackageException($"The package is {name}, which is not extracted here. {Known}");
            }
        }
    }
}
