
namespace Tentacle.Core.Diagnostics;

/// <summary>A file that was submitted with a job.</summary>
/// <param name="Name">The path relative to the working directory.</param>
/// <param name="Length">The length in bytes.</param>
/// <param name="Sha256">The SHA-256 in lower-case hex.</param>
public sealed record AuditedFile(string Name, long Length, string Sha256);
