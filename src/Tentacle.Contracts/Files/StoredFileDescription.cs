namespace Tentacle.Contracts;

/// <summary>A file that an upload wrote, or that was there as announced.</summary>
/// <param name="Path">Where it is, absolute and without links.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">Of its content, in lower-case hex.</param>
public sealed record StoredFileDescription(string Path, long Length, string Sha256);
