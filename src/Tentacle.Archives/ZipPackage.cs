namespace Tentacle.Archives;

/// <summary>Reads a zip or a nupkg, which is a zip with additional parts that only NuGet needs.</summary>
internal static class ZipPackage
{
    private const int MaxLinkLength = 4096;
    private const long MaxSkippedLength = 64L << 20;
    private const int TypeMask = 0xF000;
    private const int TypeRegular = 0x8000;
    private const int TypeDirectory = 0x4000;
    private const int TypeLink = 0xA000;
    private const int PermissionMask = 0b111_111_111;

    public static void Read(FileStream archive, ExtractionTree tree, CancellationToken cancellationToken)
    {
        var entries = ZipDirectory.Read(archive);
        var isNuGet = entries.Any(e => e.Name == "[Content_Types].xml") && entries.Any(IsNuGetsDescription);
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!isNuGet)
            {
                Add(archive, entry, entry.Name, tree, cancellationToken);
            }
            else if (!IsNuGetsOwn(entry.Name))
            {
                Add(archive, entry, Uri.UnescapeDataString(entry.Name), tree, cancellationToken);
            }
            else
            {
                // A part that is not extracted still belongs to the package, so it is verified, too.
                Skip(archive, entry);
            }
        }
    }

    private static void Add(FileStream archive, ZipEntry entry, string name, ExtractionTree tree, CancellationToken cancellationToken)
    {
        RefuseUnreadable(entry);
        var type = entry.UnixMode & TypeMask;
        var attributes = new EntryAttributes(entry.UnixMode == 0 ? null : (UnixFileMode)(entry.UnixMode & PermissionMask), entry.ModifiedAt);
        if (type == TypeDirectory || name.EndsWith('/') || name.EndsWith('\\'))
        {
            tree.AddDirectory(name, attributes);
            Skip(archive, entry);
            return;
        }

        using var content = new ZipContent(archive, entry);
        switch (type)
        {
            case TypeLink:
                tree.AddLink(name, ReadLink(entry, content));
                break;
            case TypeRegular or 0:
                tree.AddFile(name, content, attributes, cancellationToken);
                break;
            default:
                throw new PackageException($"The package is refused: '{entry.Shown}' is neither a file nor a directory nor a link. Nothing was installed.");
        }
    }

    private static void RefuseUnreadable(ZipEntry entry)
    {
        if (entry.IsEncrypted)
        {
            throw new PackageException($"The package is refused: '{entry.Shown}' is encrypted. Send it without a password; the connection is encrypted.");
        }

        if (entry.IsPatch)
        {
            throw new PackageException($"The package is refused: '{entry.Shown}' is a patch of a file, not a file. Send the files themselves.");
        }
    }

    private static string ReadLink(ZipEntry entry, ZipContent content)
    {
        if (entry.Length > MaxLinkLength)
        {
            throw EntryName.Refuse(entry.Name, $"is a link to a place whose name has more than {MaxLinkLength} bytes");
        }

        var target = new byte[entry.Length];
        content.ReadExactly(target);
        Drain(content);
        return EntryName.Decode(target);
    }

    private static void Skip(FileStream archive, ZipEntry entry)
    {
        RefuseUnreadable(entry);
        if (entry.Length > MaxSkippedLength)
        {
            throw EntryName.Refuse(entry.Name, $"has {entry.Length} bytes that are not extracted");
        }

        if (entry.Length > 0 || entry.CompressedLength > 0)
        {
            using var content = new ZipContent(archive, entry);
            Drain(content);
        }
    }

    private static void Drain(ZipContent content)
    {
        Span<byte> rest = stackalloc byte[4096];
        while (content.Read(rest) > 0)
        {
        }
    }

    private static bool IsNuGetsDescription(ZipEntry entry) =>
        !entry.Name.Contains('/', StringComparison.Ordinal) && entry.Name.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase);

    private static bool IsNuGetsOwn(string name) =>
        name == "[Content_Types].xml" || name.StartsWith("_rels/", StringComparison.Ordinal)
        || name.StartsWith("package/services/metadata/", StringComparison.Ordinal);
}
