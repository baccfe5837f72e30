using Tentacle.Core.Packages.Archives.Compression;

namespace Tentacle.Core.Packages.Archives;

/// <summary>The blocks of a tar, with the place where the reader is.</summary>
internal sealed class TarInput(Stream archive)
{
    /// <summary>How many bytes were read.</summary>
    public long Place { get; private set; }

    /// <returns>A block; null at the end of the archive.</returns>
    /// <exception cref="EndOfStreamException">It ends within the block.</exception>
    public byte[]? ReadBlock()
    {
        var block = new byte[TarHeader.BlockSize];
        var read = archive.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
        Place += read;
        return read == block.Length ? block : read == 0 ? null : throw new EndOfStreamException();
    }

    /// <summary>What an entry holds, small enough for memory.</summary>
    public byte[] ReadAll(int length)
    {
        var content = new byte[length];
        archive.ReadExactly(content);
        Place += length;
        SkipPadding(length);
        return content;
    }

    /// <summary>Gives the content to a reader, and goes on behind what it has left.</summary>
    public void Read(long length, Action<Stream> reader)
    {
        var content = new Slice(archive, length);
        reader(content);
        Skip(content);
        Place += length;
        SkipPadding(length);
    }

    /// <summary>All that is left.</summary>
    /// <param name="most">Bytes.</param>
    /// <returns>False when something of it is not zero, or there is more.</returns>
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
