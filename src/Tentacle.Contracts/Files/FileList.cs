using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts;

/// <summary>One page of a directory listing.</summary>
/// <param name="Path">The path of the directory: absolute, or relative to the workspace for a job's files.</param>
/// <param name="Items">The entries, ordered by name.</param>
/// <param name="Next">The value of <c>cursor</c> for the next page; null on the last page.</param>
public sealed record FileList(string Path, IReadOnlyList<FileEntry> Items, string? Next);

/// <param name="Name">
/// The name without its directory. A name that is not UTF-8, or that begins with <c>raw:</c> itself, is written as <c>raw:</c> and the name with <c>%XX</c> for
/// every byte that is not plain ASCII. Every path accepts names in this form.
/// </param>
/// <param name="Length">The size in bytes; 0 when the entry is not a file.</param>
/// <param name="ModifiedAt">The time of the last change of the content.</param>
/// <param name="LinkTarget">The target as stored in the link; null when the entry is not a link.</param>
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
