using Tentacle.Archives.Compression;

namespace Tentacle.Archives;

/// <summary>The blocks of a tar, with the current position.</summary>
internal sealed class TarInput(Stream archive)
{
    /// <summary>The number of bytes that were read.</summary>
    public long Place { get; private set; }

    /// <returns>The next block; null at the end of the archive.</returns>
    /// <exception cref="EndOfStreamException">The archive ends within the block.</exception>
    public byte[]? ReadBlock()
    {
        var block = new byte[TarHeader.BlockSize];
        var read = archive.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
        Place += read;
        return read == block.Length ? block : read == 0 ? null : throw new EndOfStreamException();
    }

    /// <summary>Reads an entry's content that is small enough for memory, with its padding.</summary>
    public byte[] ReadAll(int length)
    {
        var content = new byte[length];
        archive.ReadExactly(content);
        Place += length;
        SkipPadding(length);
        return content;
    }

    /// <summary>Passes the content to a reader, and then skips what the reader has left and the padding.</summary>
    public void Read(long length, Action<Stream> reader)
    {
        var content = new Slice(archive, length);
        reader(content);
        Skip(content);
        Place += length;
        SkipPadding(length);
    }

    /// <summary>Reads the rest of the archive.</summary>
    /// <param name="most">The maximum number of bytes.</param>
    /// <returns>False when a byte is not zero or there are more bytes than the maximum.</returns>
    public bool IsRestZero(long most)
    {
        var buffer = new byte[64 * 1024];
        var rest = 0L;
        int read;
        while ((read = archive.Read(buffer)) > 0)
        {
            rest += read;
            if (rest > most || buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return true;
    }

    private static void Skip(Slice content)
    {
        Span<byte> buffer = stackalloc byte[4096];
        while (content.Left > 0)
        {
            _ = content.Read(buffer);
        }
    }

    private void SkipPadding(long length)
    {
        var padding = (int)(-length & (TarHeader.BlockSize - 1));
        Span<byte> rest = stackalloc byte[TarHeader.BlockSize];
        archive.ReadExactly(rest[..padding]);
        Place += padding;
    }
}
