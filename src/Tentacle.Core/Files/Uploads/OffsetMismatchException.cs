namespace Tentacle.Core.Files.Uploads;

/// <summary>A piece does not begin at the current offset of the upload.</summary>
public sealed class OffsetMismatchException : Exception
{
    public OffsetMismatchException(long expected, long provided)
        : base($"The upload has {expected} bytes, and the piece begins at {provided}. Send what follows byte {expected}.") => (Expected, Provided) =
            (expected, provided);

    public OffsetMismatchException()
    {
    }

    public OffsetMismatchException(string message)
        : base(message)
    {
    }

    public OffsetMismatchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public long Expected { get; }

    public long Provided { get; }
}
