using Tentacle.Platform.Storage;
namespace Tentacle.Archives.Compression;

/// <summary>
/// A decoder with uniform error reporting. For invalid input the libraries throw many kinds of exceptions, including index errors; they become an <see
/// cref="InvalidDataException"/>.
/// </summary>
internal sealed class Decoder : ForwardStream
{
    private readonly string _format;
    private readonly Stream _inner;

    public Decoder(Stream inner, string format) => (_inner, _format) = (inner, format);

    /// <param name="open">Opens the decoder. Some decoders read their header in the constructor.</param>
    public Decoder(Func<Stream> open, string format)
    {
        _format = format;
        _inner = Open(open);
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _inner.Read(buffer);
        }
        catch (Exception e) when (Describe(e) is { } damage)
        {
            throw new InvalidDataException(damage, e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private Stream Open(Func<Stream> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (Describe(e) is { } damage)
        {
            throw new InvalidDataException(damage, e);
        }
    }

    private string? Describe(Exception e) => e switch
    {
        EndOfStreamException => $"its {_format} data ends too early.",
        IOException or NotSupportedException or OperationCanceledException or OutOfMemoryException => null,
        _ => $"its {_format} data is wrong: {e.Message.TrimEnd('.')}.",
    };
}
