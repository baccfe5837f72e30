using Tentacle.Core.Files.Content;

namespace Tentacle.Core.Files.Uploads;

/// <summary>A piece of an upload.</summary>
/// <param name="Offset">The position of the first byte of the piece in the upload.</param>
/// <param name="IsLast">True when the piece completes the upload.</param>
public sealed record UploadPiece(long Offset, bool IsLast)
{
    /// <summary>The length of the whole upload in bytes; null when the request does not contain it.</summary>
    public long? TotalLength { get; init; }

    /// <summary>The length of this piece in bytes; null when it is not known before the end of the piece.</summary>
    public long? Length { get; init; }

    /// <summary>The digests of this piece alone.</summary>
    public FileDigests Digests { get; init; } = FileDigests.None;

    /// <summary>The digests of the whole upload. They complete or replace the ones announced before.</summary>
    public FileDigests WholeDigests { get; init; } = FileDigests.None;
}
