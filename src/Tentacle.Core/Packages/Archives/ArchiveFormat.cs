namespace Tentacle.Core.Packages.Archives;

internal enum ArchiveFormat
{
    Zip,
    Tar,
    GzippedTar,
    ZstandardTar,
}

/// <summary>Tells archives by their first bytes: names lie.</summary>
internal static class ArchiveSignature
{
    private const int TarMagicAt = 257;

    /// <exception cref="PackageException">It is none that we know.</exception>
    public static ArchiveFormat Read(Stream archive)
    {
        Span<byte> head = stackalloc byte[TarMagicAt + 5];
        head = head[..archive.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        archive.Position = 0;
        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8))
        {
            return ArchiveFormat.Zip;
        }

        if (head.StartsWith<byte>([0x1f, 0x8b]))
        {
            return ArchiveFormat.GzippedTar;
        }

        if (head.StartsWith<byte>([0x28, 0xb5, 0x2f, 0xfd]))
        {
            return ArchiveFormat.ZstandardTar;
        }

        return head.Length > TarMagicAt && head[TarMagicAt..].SequenceEqual("ustar"u8)
            ? ArchiveFormat.Tar
            : throw new PackageException("The package is neither a zip (nupkg) nor a tar, tar.gz or tar.zst. Send one of these.");
    }
}
