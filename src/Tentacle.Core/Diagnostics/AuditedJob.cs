using System.Security.Cryptography;
using System.Text;
using Tentacle.Core.Jobs.Submissions;
using Tentacle.Core.Jobs.Workspaces;

namespace Tentacle.Core.Diagnostics;

/// <summary>The hashes of a submitted job's content. They prove later what a server sent, without storing the content.</summary>
/// <param name="Scripts">The SHA-256 of each script's UTF-8 text in lower-case hex, by shell.</param>
/// <param name="Files">The first 1000 files, ordered by name.</param>
/// <param name="FileCount">The number of all files.</param>
/// <param name="FilesSha256">SHA-256 over name, NUL, hash and line feed of all files in the order of their names; null without files.</param>
public sealed record AuditedJob(IReadOnlyDictionary<string, string> Scripts, IReadOnlyList<AuditedFile> Files, int FileCount, string? FilesSha256)
{
    private const int MaxFiles = 1000;

    /// <summary>Computes the hashes of a submission.</summary>
    public static AuditedJob From(JobSubmission submission)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var files = submission.Files.Files.OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        return new AuditedJob(
            submission.Request.Script.ByShell().ToDictionary(s => s.Key, s => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(s.Value)))),
            [.. files.Take(MaxFiles).Select(f => new AuditedFile(f.Name, f.Length, f.Sha256))],
            files.Count,
            files.Count == 0 ? null : HashOf(files));
    }

    private static string HashOf(IEnumerable<StagedFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Name}\0{file.Sha256}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
