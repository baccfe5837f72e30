using System.Security.Cryptography;
using System.Text;
using Tentacle.Core.Jobs.Submissions;
using Tentacle.Core.Jobs.Workspaces;

namespace Tentacle.Core.Diagnostics;

/// <summary>What a submitted job would run, by its hashes: enough to prove later what a server sent, without keeping it.</summary>
/// <param name="Scripts">SHA-256 of each script, lower-case hex of its UTF-8, by shell.</param>
/// <param name="Files">The first thousand files, by name.</param>
/// <param name="FileCount">How many files there were.</param>
/// <param name="FilesSha256">SHA-256 over name, NUL, hash and line feed of all files in the order of their names; null without files.</param>
public sealed record AuditedJob(IReadOnlyDictionary<string, string> Scripts, IReadOnlyList<AuditedFile> Files, int FileCount, string? FilesSha256)
{
    private const int MostFiles = 1000;

    /// <summary>The hashes of a submission.</summary>
    public static AuditedJob Of(JobSubmission submission)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var files = submission.Files.Files.OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        return new AuditedJob(
            submission.Request.Script.ByShell().ToDictionary(s => s.Key, s => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(s.Value)))),
            [.. files.Take(MostFiles).Select(f => new AuditedFile(f.Name, f.Length, f.Sha256))],
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

/// <summary>A file that came with a job.</summary>
/// <param name="Name">Its path below the working directory.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record AuditedFile(string Name, long Length, string Sha256);
