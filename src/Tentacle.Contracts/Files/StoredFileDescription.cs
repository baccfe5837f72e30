namespace Tentacle.Contracts;

/// <summary>A file that an upload wrote, or that already existed with the announced content.</summary>
/// <param name="Path">The absolute path, with links resolved.</param>
/// <param name="Length">The size in bytes.</param>
/// <param name="Sha256">The SHA-256 of the content, in lower-case hex.</param>
public sealed record StoredFileDescription(string Path, long Length, string Sha256);
