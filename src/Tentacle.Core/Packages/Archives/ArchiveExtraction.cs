using System.IO.Compression;

namespace Tentacle.Core.Packages.Archives;

/// <summary>Extracts an archive of any kind that we know into a new directory, in memory that does not grow with it.</summary>
public static class ArchiveExtraction
{
    /// <param name="archive">The file.</param>
    /// <param name="directory">Made by this; must not be there.</param>
    /// <param name="progress">Told how many bytes of the archive are read, now and then.</param>
    /// <returns>How many files and bytes it made.</returns>
    /// <exception cref="PackageException">The archive is refused or damaged. What was made until then is the caller's to remove.</exception>
    public static (int Files, long Bytes) Run(string archive, string directory, ArchiveLimits limits, Action<long> progress, CancellationToken cancellationToken)
    {
        using var file = new ProgressingFile(archive, progress);
        Directory.CreateDirectory(directory);
        var tree = new ExtractionTree(directory, limits, file.Length);
        try
        {
            Read(file, tree, cancellationToken);
            tree.Finish();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
        {
            throw new PackageException($"The package is damaged or no archive: {e.Message} Send it again.", e);
        }

        return (tree.Files, tree.Bytes);
    }

    private static void Read(FileStream file, ExtractionTree tree, CancellationToken cancellationToken)
    {
        switch (ArchiveSignature.Read(file))
        {
            case ArchiveFormat.Zip:
                ZipPackage.Read(file, tree, cancellationToken);
                break;
            case ArchiveFormat.GzippedTar:
                using (var unzipped = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true))
                {
                    TarPackage.Read(unzipped, tree, cancellationToken);
                }

                break;
            case ArchiveFormat.ZstandardTar:
                ZstandardTar.Read(file, tree, cancellationToken);
                break;
            default:
                TarPackage.Read(file, tree, cancellationToken);
                break;
        }
    }

    private sealed class ProgressingFile(string path, Action<long> progress) : FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 128 * 1024)
    {
        public override int Read(Span<byte> buffer)
        {
            var read = base.Read(buffer);
            progress(Position);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = base.Read(buffer, offset, count);
            progress(Position);
            return read;
        }
    }
}
