using Tentacle.Platform.Directories;

namespace Tentacle.Core.Files.Content;

/// <summary>One entry of a directory.</summary>
/// <param name="LinkTarget">The target as stored in the link; null for other entries.</param>
public sealed record DirectoryEntry(string Name, FileStatus Status, string? LinkTarget);
