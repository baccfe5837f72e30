namespace Tentacle.Contracts;

/// <param name="Items">The uploads, oldest first.</param>
/// <param name="Next">The value of <c>cursor</c> for the next page; null on the last page.</param>
public sealed record UploadList(IReadOnlyList<UnfinishedUpload> Items, string? Next);
