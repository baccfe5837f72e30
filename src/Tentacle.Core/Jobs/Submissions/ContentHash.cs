using System.Text;
using System.Text.Json;
using Tentacle.Contracts.Json;
using Tentacle.Instances.Secrets;

namespace Tentacle.Core.Jobs.Submissions;

/// <summary>
/// Distinguishes a repeated submission from a different one. It covers the bound request after defaults, and name, length and SHA-256 of each file in order of
/// name. The notation of the request (JSON or multipart, order of members, white space) does not matter. The hash is keyed, because the request contains
/// secrets.
/// </summary>
internal static class ContentHash
{
    public static string Compute(JobSubmission submission, SecretsKey key)
    {
        var bare = submission.Request with
        {
            Files = [],
            Environment = Sorted(submission.Request.Environment),
            Labels = Sorted(submission.Request.Labels),
            Package = submission.Request.Package is { } package ? package with { Variables = Sorted(package.Variables) } : null,
            Redeploy = submission.Request.Redeploy is { } redeploy ? redeploy with { Variables = Sorted(redeploy.Variables) } : null,
        };
        var text = new StringBuilder(JsonSerializer.Serialize(bare, ApiJson.Default.JobRequest));
        foreach (var file in submission.Files.Files.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            text.Append('\n').Append(file.Name).Append('\0').Append(file.Length).Append('\0').Append(file.Sha256);
        }

        return Convert.ToHexStringLower(key.Hash("job-content", Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static SortedDictionary<string, string> Sorted(IReadOnlyDictionary<string, string> members) =>
        new(members.ToDictionary(m => m.Key, m => m.Value), StringComparer.Ordinal);
}
