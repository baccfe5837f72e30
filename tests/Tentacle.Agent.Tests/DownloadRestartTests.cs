using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tentacle.Contracts;

namespace Tentacle.Agent.Tests;

/// <summary>F15: a file that changes between the look at it and its download comes as it is when its bytes begin to come.</summary>
public sealed class DownloadRestartTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Download_OfAFileThatChangedMeanwhile_IsTheNewOneWhole()
    {
        var content = "old";
        await using var agent = await FakeAgent.StartAsync(
            app =>
            {
                app.MapMethods("/api/v1/files", ["HEAD"], (HttpContext http) =>
                {
                    http.Response.Headers.ETag = $"\"{content}\"";
                    http.Response.ContentLength = content.Length;
                    http.Response.Headers[ApiHeaders.ReprDigest] = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}:";
                });
                app.MapGet("/api/v1/files", (HttpContext http) =>
                {
                    content = "newer";
                    http.Response.Headers.ETag = $"\"{content}\"";
                    return Results.Text(content);
                });
            },
            Token);
        using var client = agent.Connect();

        var got = await client.DownloadAsync("file", agent.FileAt("got"), cancellationToken: Token);

        Assert.Equal(("newer", 5L), (await File.ReadAllTextAsync(agent.FileAt("got"), Token), got.Length));
    }
}
