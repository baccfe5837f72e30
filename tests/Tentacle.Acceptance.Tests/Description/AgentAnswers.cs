using System.IO.Compression;
using System.Net;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Acceptance.Tests.Jobs;

namespace Tentacle.Acceptance.Tests.Description;

/// <summary>Goes through the answers of the operations on the agent itself, its tools and its deployments.</summary>
internal sealed class AgentAnswers(ConnectedAgent agent)
{
    private static readonly (string, string) Outdated = ("If-Match", "\"other\"");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task SeeAsync()
    {
        foreach (var path in new[] { "", "/openapi.json", "/refused-connections", "/livez", "/readyz", "/health", "/metrics", "/tools", "/deployments" })
        {
            await SeeAsync(200, HttpMethod.Get, "/api/v1" + path);
        }

        await SeeAsync(200, HttpMethod.Get, "/api/v1/metrics", null, ("Accept", "application/openmetrics-text"));
        await SeeAsync(304, HttpMethod.Get, "/api/v1/openapi.json", null, ("If-None-Match", "*"));
        await SeeUnknownParametersAsync();
        await SeeToolsAsync();
        await SeeDrainAsync();
    }

    /// <summary>What the agent says of itself when it has no room to work in.</summary>
    public async Task SeeFullDiskAsync()
    {
        await SeeAsync(503, HttpMethod.Get, "/api/v1/readyz");
        await SeeAsync(503, HttpMethod.Get, "/api/v1/health");
    }

    private async Task SeeUnknownParametersAsync()
    {
        foreach (var operation in agent.Document.Operations)
        {
            await SeeAsync(400, new HttpMethod(operation.Method), EveryAnswerSpecs.PathOf(operation) + "?unknown=1");
        }
    }

    private async Task SeeToolsAsync()
    {
        const string Path = "/api/v1/tools/Spanner/1.0.0";
        var package = await PackageAsync();
        await SeeAsync(201, HttpMethod.Put, Path, package);
        await SeeAsync(200, HttpMethod.Put, Path, package);
        await SeeAsync(400, HttpMethod.Put, Path, package, ("Repr-Digest", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"));
        await SeeAsync(400, HttpMethod.Put, "/api/v1/tools/Spanner/.none", package);
        await SeeAsync(412, HttpMethod.Put, Path, package, Outdated);
        await SeeAsync(415, HttpMethod.Put, Path, package, ("Content-Type", "multipart/form-data; boundary=x"));
        await SeeAsync(422, HttpMethod.Put, "/api/v1/tools/Spanner/2.0.0", "no package"u8.ToArray());
        await SeeAsync(412, HttpMethod.Delete, Path, null, Outdated);
        await SeeAsync(204, HttpMethod.Delete, Path);
        await SeeAsync(400, HttpMethod.Delete, "/api/v1/tools/Spanner/.none");
    }

    private async Task SeeDrainAsync()
    {
        await SeeAsync(412, HttpMethod.Post, "/api/v1/drain", null, Outdated);
        await SeeAsync(412, HttpMethod.Delete, "/api/v1/drain", null, Outdated);
        await SeeAsync(200, HttpMethod.Post, "/api/v1/drain", null, ("Prefer", "wait=1"));
        await SeeAsync(503, HttpMethod.Get, "/api/v1/readyz");
        using var put = await agent.SubmitAsync(JobCalls.NewTicket(), JobCalls.Bash("true"));
        await put.RefusedAsync(503, "draining");
        using var post = await agent.CallAsync(HttpMethod.Post, "/api/v1/jobs", JobCalls.Json(JobCalls.Bash("true")));
        await post.RefusedAsync(503, "draining");
        await SeeAsync(200, HttpMethod.Delete, "/api/v1/drain");
    }

    private static async Task<byte[]> PackageAsync()
    {
        using var bytes = new MemoryStream();
        await using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using var file = await archive.CreateEntry("spanner").OpenAsync(Cancel);
            await file.WriteAsync("turn"u8.ToArray(), Cancel);
        }

        return bytes.ToArray();
    }

    private async Task SeeAsync(int status, HttpMethod method, string path, byte[]? body = null, params (string, string)[] headers)
    {
        using var response = await agent.CallAsync(method, path, body is null ? null : new ByteArrayContent(body), headers);
        Assert.True(response.StatusCode == (HttpStatusCode)status, $"{method} {path}: {status} was expected, {(int)response.StatusCode} came.");
    }
}
