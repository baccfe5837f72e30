using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts;

/// <summary>A page of a directory.</summary>
/// <param name="Path">Where the directory is: absolute; for a job's files relative to its workspace.</param>
/// <param name="Items">In the order of their names.</param>
/// <param name="Next">Pass as <c>cursor</c> to read on; null at the end.</param>
public sealed record FileList(string Path, IReadOnlyList<FileEntry> Items, string? Next);

/// <param name="Name">Without its directory. One that is not UTF-8 is <c>raw:</c> with <c>%XX</c> for every byte that is not plain ASCII; so is one that begins with <c>raw:</c> itself. Every path takes names in that form.</param>
/// <param name="Length">In bytes; 0 for what is not a file.</param>
/// <param name="ModifiedAt">The last change of its content.</param>
/// <param name="LinkTarget">What a link says; null for all else.</param>
public sealed record FileEntry(string Name, FileEntryType Type, long Length, DateTimeOffset ModifiedAt, string? LinkTarget);

[JsonConverter(typeof(CamelCaseEnumConverter<FileEntryType>))]
public enum FileEntryType
{
    File,
    Directory,

    /// <summary>A symbolic link, or a junction.</summary>
    Link,

    /// <summary>A device, a pipe or a socket.</summary>
    Other,
}
