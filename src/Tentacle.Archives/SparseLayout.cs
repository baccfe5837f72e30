namespace Tentacle.Archives;

/// <summary>The layout of a sparse file. The archive contains only the parts that are not zero.</summary>
/// <param name="Length">The length of the whole file in bytes.</param>
/// <param name="Parts">The parts in ascending order, without overlap. The content contains them in sequence.</param>
internal sealed record SparseLayout(long Length, IReadOnlyList<(long Offset, long Length)> Parts)
{
    /// <summary>The number of bytes that the archive contains.</summary>
    public long Stored => Parts.Sum(p => p.Length);

    /// <exception cref="InvalidDataException">The parts overlap or exceed the file, or do not match the stored bytes.</exception>
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
