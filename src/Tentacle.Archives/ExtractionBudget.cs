namespace Tentacle.Archives;

/// <summary>Counts the entries and bytes of one extraction against its limits.</summary>
internal sealed class ExtractionBudget(ArchiveLimits limits, long archiveBytes)
{
    private long _written;
    private long _names;
    private int _entries;

    /// <summary>The bytes of all files so far, including holes.</summary>
    public long Bytes { get; private set; }

    public void CountEntry(int nameLength)
    {
        _names += nameLength;
        if (++_entries > limits.MaxEntries)
        {
            throw new PackageException(
                $"The package is refused: it has more than {limits.MaxEntries} files and directories, the most that is extracted. Nothing was "
                + "installed; split it, or put an archive of them into it.");
        }

        if (_names > limits.MaxNames)
        {
            throw new PackageException(
                $"The package is refused: the names of its entries have more than {limits.MaxNames} characters together, the most that is "
                + "extracted. Nothing was installed; split it.");
        }
    }

    /// <summary>Counts bytes that are about to be written.</summary>
    public void CountWritten(int bytes)
    {
        CountLength(bytes);
        _written += bytes;
        if (_written > limits.RatioFrom && _written / limits.MaxRatio > archiveBytes)
        {
            throw new PackageException(
                $"The package is refused: extracted it is more than {limits.MaxRatio} times as large as the archive's {archiveBytes} bytes, as "
                + "only a decompression bomb is. Nothing was installed; send such data as a file of its own.");
        }
    }

    /// <summary>Counts bytes that a file has without being written: the holes of a sparse file.</summary>
    public void CountLength(long bytes)
    {
        Bytes += bytes;
        if (Bytes > limits.MaxBytes || Bytes < 0)
        {
            throw new PackageException(
                $"The package is refused: extracted it has more than {limits.MaxBytes} bytes, the most that is "
                + "allowed. Nothing was installed.");
        }
    }
}
