using Tentacle.Platform.Storage;
namespace Tentacle.Archives.Compression;

/// <summary>The next bytes of another stream. The other stream is not disposed of.</summary>
/// <param name="length">The number of bytes.</param>
internal sealed class Slice(Stream inner, long length) : ForwardStream
{
    /// <summary>The number of bytes that were not read yet.</summary>
    public long Left { get; private set; } = length;

    /// <exception cref="EndOfStreamException">The other stream has fewer bytes.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (Left == 0 || buffer.Length == 0)
        {
            return 0;
        }

        var read = inner.Read(buffer.Length > Left ? buffer[..(int)Left] : buffer);
        Left -= read;
        return read > 0 ? read : throw new EndOfStreamException();
    }
}
