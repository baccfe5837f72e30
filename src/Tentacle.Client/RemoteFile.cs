using System.Net;
using Tentacle.Contracts;

namespace Tentacle.Client;

/// <summary>The agent's metadata of one of its files.</summary>
/// <param name="Tag">The entity tag, with its quotes.</param>
/// <param name="Sha256">The SHA-256 in lower-case hex; null when it was not requested.</param>
internal sealed record RemoteFile(long Length, string Tag, string? Sha256)
{
    private const string Prefix = "sha-256=:";

    /// <summary>Requests the metadata of a file; null when there is no file.</summary>
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

            // A directory has no entity tag. The agent rejects an upload to it with a message that names it.
            return response.Headers.ETag is null ? null : From(response);
        }
        catch (TentacleProblemException e) when (e.Problem.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <exception cref="TentacleProblemException">The file does not exist.</exception>
    /// <exception cref="TentacleFileException">The path is a directory.</exception>
    public static async Task<RemoteFile> DescribeAsync(AgentCalls calls, string route, CancellationToken cancellationToken)
    {
        using var response = await calls.SendAsync(HttpMethod.Head, route, null, cancellationToken);
        return response.Headers.ETag is null
            ? throw new TentacleFileException($"{response.RequestMessage?.RequestUri} is a directory. Download its files one by one.")
            : From(response);
    }

    /// <summary>
    /// Returns the difference between the received content and the agent's; null when there is none. The digest is requested at the end, so that the first byte
    /// does not wait until the agent has read the whole file.
    /// </summary>
    public static async Task<string?> FindDifferenceAsync(AgentCalls calls, string route, RemoteFile remote, string sha256, CancellationToken cancellationToken)
    {
        var there = await FindAsync(calls, route, wantDigest: true, cancellationToken);

        // If the file has changed since, the received content is the complete version that was requested, and there is nothing left to compare it with.
        return there?.Tag != remote.Tag || there.Sha256 == sha256
            ? null
            : $"What came is not what the agent has: the sha-256 is {sha256}, the agent's {there.Sha256}.";
    }

    public static RemoteFile From(HttpResponseMessage response) => new(
        response.Content.Headers.ContentRange?.Length ?? response.Content.Headers.ContentLength ?? 0,
        response.Headers.ETag!.Tag,
        response.Headers.TryGetValues(ApiHeaders.ReprDigest, out var values) ? Sha256In(string.Join(',', values)) : null);

    private static string? Sha256In(string header) => header.Split(',', StringSplitOptions.TrimEntries)
        .Where(m => m.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(m => Convert.ToHexStringLower(Convert.FromBase64String(m[Prefix.Length..^1])))
        .FirstOrDefault();
}
