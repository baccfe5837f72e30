using System.Formats.Tar;
using Tentacle.Core.Trust;

namespace Tentacle.Core.Packages.Archives;

/// <summary>Reads a tar of any dialect.</summary>
internal static class TarPackage
{
    // Long names and extended attributes are read into memory; nothing honest needs more.
    private const int LongestHeaders = 1 << 20;

    public static void Read(Stream archive, ExtractionTree tree, CancellationToken cancellationToken)
    {
        using var headers = new BudgetedStream(archive);
        using var tar = new TarReader(headers, leaveOpen: true);
        while (Next(tar, headers) is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            headers.AllowAll();
            Add(entry, tree, cancellationToken);
        }
    }

    private static TarEntry? Next(TarReader tar, BudgetedStream headers)
    {
        headers.Allow(LongestHeaders);
        return tar.GetNextEntry();
    }

    private static void Add(TarEntry entry, ExtractionTree tree, CancellationToken cancellationToken)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                tree.AddFile(entry.Name, entry.DataStream ?? Stream.Null, entry.Mode, cancellationToken);
                break;
            case TarEntryType.Directory or TarEntryType.DirectoryList:
                tree.AddDirectory(entry.Name);
                break;
            case TarEntryType.SymbolicLink:
                tree.AddLink(entry.Name, entry.LinkName);
                break;
            case TarEntryType.HardLink:
                tree.AddHardLink(entry.Name, entry.LinkName, cancellationToken);
                break;
            case TarEntryType.GlobalExtendedAttributes:
                break;
            default:
                throw new PackageException($"The package is refused: '{ClaimedText.Escape(entry.Name)}' is of type {entry.EntryType}: neither a file nor a directory nor a link. Nothing was installed.");
        }
    }
}
