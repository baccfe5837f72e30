namespace Tentacle.Halibut.Contracts;

/// <summary>An uploaded file.</summary>
/// <param name="FullPath">The path on the machine of the agent.</param>
/// <param name="Hash">The SHA-1 of the content in lower-case hex. Null when the call had no content.</param>
/// <param name="Length">In bytes.</param>
public sealed record UploadResult(string FullPath, string? Hash, long Length);
