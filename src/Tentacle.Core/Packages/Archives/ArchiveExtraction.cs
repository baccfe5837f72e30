using Tentacle.Core.Packages.Archives.Compression;

namespace Tentacle.Core.Packages.Archives;

/// <summary>
/// Extracts an archive of any kind that we know into a new directory, in memory that does not grow with it. Every checksum that the archive has is
/// compared, to the end of the file: what was extracted is what was packed.
/// </summary>
public static class ArchiveExtraction
{
    /// <param name="archive">The file.</param>
    /// <param name="directory">Made by this; must not be there.</param>
    /// <param name="progress">Told how many bytes of the archive are read, now and then; never fewer than before, never more than it has.</param>
    /// <returns>How many files and bytes it made.</returns>
    /// <exception cref="PackageException">The archive is refused or damaged. What was made until then is the caller's to remove.</exception>
    public static (int Files, long Bytes) Run(string archive, string directory, ArchiveLimits limits, Action<long> progress, CancellationToken cancellationToken)
    {
        using var file = new ProgressingFile(archive, progress);
        Directory.CreateDirectory(directory);
        try
        {
            var format = ArchiveSignature.Read(file);
            var tree = new ExtractionTree(directory, limits, file.Length) { BackslashSeparates = format == ArchiveFormat.Zip };
            Read(file, format, tree, cancellationToken);
            tree.Finish();
            return (tree.Files, tree.Bytes);
        }
        catch (NotSupportedException e)
        {
            throw new PackageException($"The package cannot be extracted: {e.Message}", e);
        }
        catch (EndOfStreamException e)
        {
            throw new PackageException("The package is damaged: it is cut short. Nothing was installed; send it again.", e);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or ArgumentException)
        {
            throw new PackageException($"The package is damaged: {e.Message} Nothing was installed; send it again.", e);
        }
    }

    private static void Read(FileStream file, ArchiveFormat format, ExtractionTree tree, CancellationToken cancellationToken)
    {
        if (format == ArchiveFormat.Zip)
        {
            ZipPackage.Read(file, tree, cancellationToken);
            return;
        }

        using var tar = format switch
        {
            ArchiveFormat.GzippedTar => Decompression.Gzip(file),
            ArchiveFormat.Bzip2Tar => Decompression.Bzip2(file),
            ArchiveFormat.XzTar => Decompression.Xz(file),
            ArchiveFormat.ZstandardTar => Decompression.Zstandard(file),
            _ => file,
        };
        TarPackage.Read(tar, tree, cancellationToken);
    }

    private sealed class ProgressingFile(string path, Action<long> progress) : FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 128 * 1024)
    {
        private long _read;

        public override int Read(Span<byte> buffer) => Report(base.Read(buffer));

        public override int Read(byte[] buffer, int offset, int count) => Report(base.Read(buffer, offset, count));

        // A zip is not read in its order, and parts of it more than once: the place says little.
        private int Report(int read)
        {
            _read += read;
            progress(Math.Min(_read, Length));
            return read;
        }
    }
}
