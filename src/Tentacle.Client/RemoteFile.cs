using System.Net;
using Tentacle.Contracts;

namespace Tentacle.Client;

/// <summary>What the agent says of one of its files.</summary>
/// <param name="Tag">The entity tag, with its quotes.</param>
/// <param name="Sha256">In lower-case hex; null when it was not asked for.</param>
internal sealed record RemoteFile(long Length, string Tag, string? Sha256)
{
    private const string Prefix = "sha-256=:";

    /// <summary>Null when there is no file.</summary>
    public static async Task<RemoteFile?> FindAsync(AgentCalls calls, string route, bool wantDigest, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await calls.SendAsync(HttpMethod.Head, route, message =>
            {
                if (wantDigest)
                {
                    message.Headers.Add(ApiHeaders.WantReprDigest, "sha-256=10");
                }
            }, cancellationToken);

            // A directory has no entity tag: what goes there is refused by name.
            return response.Headers.ETag is null ? null : Of(response);
        }
        catch (TentacleProblemException e) when (e.Problem.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public static RemoteFile Of(HttpResponseMessage response) => new(
        response.Content.Headers.ContentRange?.Length ?? response.Content.Headers.ContentLength ?? 0,
        response.Headers.ETag!.Tag,
        response.Headers.TryGetValues(ApiHeaders.ReprDigest, out var values) ? Sha256In(string.Join(',', values)) : null);

    private static string? Sha256In(string header) => header.Split(',', StringSplitOptions.TrimEntries)
        .Where(m => m.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(m => Convert.ToHexStringLower(Convert.FromBase64String(m[Prefix.Length..^1])))
        .FirstOrDefault();
}
