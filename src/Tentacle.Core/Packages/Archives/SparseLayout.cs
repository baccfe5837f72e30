namespace Tentacle.Core.Packages.Archives;

/// <summary>A file of which an archive has only the parts that are not zero.</summary>
/// <param name="Length">Of the whole file.</param>
/// <param name="Parts">In order, not overlapping; the content has them one after the other.</param>
internal sealed record SparseLayout(long Length, IReadOnlyList<(long Offset, long Length)> Parts)
{
    /// <summary>The bytes that the archive has.</summary>
    public long Stored => Parts.Sum(p => p.Length);

    /// <exception cref="InvalidDataException">The parts overlap, or lie outside.</exception>
    public SparseLayout Checked(string name, long stored)
    {
        var end = 0L;
        var sum = 0L;
        foreach (var (offset, length) in Parts)
        {
            if (offset < end || length < 0 || offset > Length || length > Length - offset)
            {
                throw new InvalidDataException($"the map of the sparse file '{name}' contradicts itself.");
            }

            end = offset + length;
            sum += length;
        }

        return sum == stored ? this : throw new InvalidDataException($"the sparse file '{name}' has {stored} bytes in the archive instead of {sum}.");
    }
}
