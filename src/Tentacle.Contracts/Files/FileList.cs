
namespace Tentacle.Contracts;

/// <summary>One page of a directory listing.</summary>
/// <param name="Path">The path of the directory: absolute, or relative to the workspace for a job's files.</param>
/// <param name="Items">The entries, ordered by name.</param>
/// <param name="Next">The value of <c>cursor</c> for the next page; null on the last page.</param>
public sealed record FileList(string Path, IReadOnlyList<FileEntry> Items, string? Next);
