using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Acceptance.Tests.Files;

/// <summary>What specs of transfers say again and again.</summary>
internal static class TransferAgent
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Uri File(string path, string more = "") => new(ApiRoutes.File(path) + more, UriKind.Relative);

    public static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static string Digest(byte[] content) => $"sha-256=:{Convert.ToBase64String(SHA256.HashData(content))}:";

    public static string Hex(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Sends a request with headers that are not checked for form.</summary>
    public static async Task<HttpResponseMessage> SendAsync(this ConnectedAgent agent, HttpMethod method, Uri uri, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var message = new HttpRequestMessage(method, uri) { Content = content, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type")
            {
                content!.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            }
            else
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await agent.Http.SendAsync(message, HttpCompletionOption.ResponseContentRead, Cancel);
    }

    public static Task<HttpResponseMessage> PutAsync(this ConnectedAgent agent, string path, byte[] content, params (string Name, string Value)[] headers) =>
        agent.SendAsync(HttpMethod.Put, File(path), new ByteArrayContent(content), headers);

    public static Task<HttpResponseMessage> GetAsync(this ConnectedAgent agent, string path, params (string Name, string Value)[] headers) =>
        agent.SendAsync(HttpMethod.Get, File(path), null, headers);

    public static Task<HttpResponseMessage> PatchAsync(this ConnectedAgent agent, string upload, long offset, byte[] content, bool last, params (string Name, string Value)[] headers) =>
        agent.SendAsync(HttpMethod.Patch, new Uri(upload, UriKind.Relative), new ByteArrayContent(content),
            [("Content-Type", "application/partial-upload"), ("Upload-Offset", $"{offset}"), ("Upload-Complete", last ? "?1" : "?0"), .. headers]);

    /// <summary>Begins a resumable upload and returns where it goes on.</summary>
    public static async Task<string> BeginAsync(this ConnectedAgent agent, string path, long? length, params (string Name, string Value)[] headers)
    {
        (string, string)[] all = length is null ? [("Upload-Complete", "?0"), .. headers] : [("Upload-Complete", "?0"), ("Upload-Length", $"{length}"), .. headers];
        using var response = await agent.SendAsync(HttpMethod.Post, File(path), null, all);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return response.Headers.Location!.OriginalString;
    }

    public static async Task<long> OffsetAsync(this ConnectedAgent agent, string upload)
    {
        using var response = await agent.SendAsync(HttpMethod.Head, new Uri(upload, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        return long.Parse(response.Header(ApiHeaders.UploadOffset)!, System.Globalization.CultureInfo.InvariantCulture);
    }

    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    /// <summary>The status and the slug of a refusal.</summary>
    public static async Task<(int Status, string Slug)> ProblemAsync(this HttpResponseMessage response)
    {
        Assert.Equal(ApiHeaders.ProblemJson, response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(Cancel), ApiJson.Default.Problem)!;
        Assert.False(string.IsNullOrEmpty(problem.Detail));
        return (problem.Status, problem.Type.Replace(ProblemTypes.Prefix, "", StringComparison.Ordinal).Split('#')[^1]);
    }

    /// <summary>Temporary files below a directory, wherever they lie.</summary>
    public static IReadOnlyList<string> Leftovers(string directory) => [.. Directory.EnumerateFiles(directory, ".tentacle-*", SearchOption.AllDirectories)];
}
