using Tentacle.Archives.Compression;

namespace Tentacle.Archives;

/// <summary>
/// Extracts an archive of any known format into a new directory. The memory used does not grow with the archive. Every checksum in the archive is verified up
/// to the end of the file, so the extracted files are exactly the packed ones.
/// </summary>
public static class ArchiveExtraction
{
    /// <param name="archive">The path of the archive.</param>
    /// <param name="directory">The directory to create. It must not exist.</param>
    /// <param name="progress">
    /// Receives the number of bytes of the archive that were read so far. The number never decreases and never exceeds the archive's size.
    /// </param>
    /// <returns>The number of extracted files and their bytes.</returns>
    /// <exception cref="PackageException">The archive is rejected or damaged. The caller removes the files that were extracted until then.</exception>
    public static (int Files, long Bytes) Run(
        string archive,
        string directory,
        ArchiveLimits limits,
        Action<long> progress,
        CancellationToken cancellationToken)
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

        // A zip is not read in order, and parts of it are read twice, so the position in the file does not show the progress.
        private int Report(int read)
        {
            _read += read;
            progress(Math.Min(_read, Length));
            return read;
        }
    }
}
