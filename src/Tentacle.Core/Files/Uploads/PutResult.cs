using Tentacle.Core.Files.Content;

namespace Tentacle.Core.Files.Uploads;

/// <summary>A file that was written, or that already had the announced content.</summary>
/// <param name="Path">The path without links.</param>
/// <param name="IsNew">False when the file existed before.</param>
/// <param name="Version">The entity tag of the file, without quotes.</param>
public sealed record PutResult(string Path, long Length, FileDigests Digests, bool IsNew, string Version);
