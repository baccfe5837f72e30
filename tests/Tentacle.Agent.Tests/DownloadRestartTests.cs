using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Agent.Tests;

/// <summary>F15: a file that changes between the look at it and its download comes as it is when its bytes begin to come.</summary>
public sealed class DownloadRestartTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private WebApplication _agent = null!;
    private string _content = "old";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(_directory["a.sock"]));
        _agent = builder.Build();
        _agent.MapMethods("/api/v1/files", ["HEAD"], (HttpContext http) =>
        {
            http.Response.Headers.ETag = $"\"{_content}\"";
            http.Response.ContentLength = _content.Length;
            http.Response.Headers[ApiHeaders.ReprDigest] = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(_content)))}:";
        });
        _agent.MapGet("/api/v1/files", (HttpContext http) =>
        {
            _content = "newer";
            http.Response.Headers.ETag = $"\"{_content}\"";
            return Results.Text(_content);
        });
        await _agent.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Download_OfAFileThatChangedMeanwhile_IsTheNewOneWhole()
    {
        using var client = TentacleClient.OverLocalSocket(_directory["a.sock"]);

        var got = await client.DownloadAsync("file", _directory["got"], cancellationToken: Token);

        Assert.Equal(("newer", 5L), (await File.ReadAllTextAsync(_directory["got"], Token), got.Length));
    }
}
