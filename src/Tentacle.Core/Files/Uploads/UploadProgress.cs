
namespace Tentacle.Core.Files.Uploads;

/// <summary>The current state of a resumable upload.</summary>
/// <param name="Path">The path as the caller wrote it.</param>
/// <param name="Offset">The number of bytes received.</param>
/// <param name="Length">The length of the whole content in bytes; null while it is not known.</param>
/// <param name="Result">The resulting file; null while the upload is unfinished.</param>
public sealed record UploadProgress(string Id, string Path, long Offset, long? Length, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, PutResult? Result)
{
    /// <summary>The announced SHA-256 of the whole content; null when none was announced.</summary>
    public byte[]? Sha256 { get; init; }
}
