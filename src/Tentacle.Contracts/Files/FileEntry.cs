
namespace Tentacle.Contracts;

/// <param name="Name">
/// The name without its directory. A name that is not UTF-8, or that begins with <c>raw:</c> itself, is written as <c>raw:</c> and the name with <c>%XX</c> for
/// every byte that is not plain ASCII. Every path accepts names in this form.
/// </param>
/// <param name="Length">The size in bytes; 0 when the entry is not a file.</param>
/// <param name="ModifiedAt">The time of the last change of the content.</param>
/// <param name="LinkTarget">The target as stored in the link; null when the entry is not a link.</param>
public sealed record FileEntry(string Name, FileEntryType Type, long Length, DateTimeOffset ModifiedAt, string? LinkTarget);
