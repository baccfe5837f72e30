using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Agent.Tests;

/// <summary>An agent that takes an upload away from its sender: a late request of an earlier try did it, or somebody else.</summary>
public sealed class UploadTakeoverTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private WebApplication _agent = null!;
    private int _takeovers;
    private int _pieces;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllBytesAsync(_directory["big"], new byte[3_000_000], Token);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(_directory["a.sock"]));
        _agent = builder.Build();
        _agent.MapMethods("/api/v1/files", ["HEAD"], () => Results.NotFound());
        _agent.MapGet("/api/v1/uploads", () => Results.Text("""{"items":[]}""", "application/json"));
        _agent.MapPost("/api/v1/files", () => Results.Created("/api/v1/uploads/u", null));
        _agent.MapMethods("/api/v1/uploads/u", ["HEAD"], (HttpContext http) =>
        {
            http.Response.Headers[ApiHeaders.UploadOffset] = "0";
            http.Response.Headers[ApiHeaders.UploadComplete] = "?0";
        });
        _agent.MapMethods("/api/v1/uploads/u", ["PATCH"], Patch);
        await _agent.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Upload_TakenOverByALateRequest_GoesOn()
    {
        _takeovers = 2;
        using var client = TentacleClient.OverLocalSocket(_directory["a.sock"]);

        await client.UploadAsync(_directory["big"], "big", cancellationToken: Token);

        Assert.Equal(3, _pieces);
    }

    [Fact]
    public async Task Upload_TakenOverAgainAndAgain_EndsWithTheReason()
    {
        _takeovers = 1000;
        using var client = TentacleClient.OverLocalSocket(_directory["a.sock"]);

        var refusal = await Assert.ThrowsAsync<TentacleProblemException>(() => client.UploadAsync(_directory["big"], "big", cancellationToken: Token));

        Assert.Equal((true, 5), (refusal.Is(ProblemTypes.UploadTakenOver), _pieces));
    }

    private async Task Patch(HttpContext http)
    {
        await http.Request.Body.CopyToAsync(Stream.Null, Token);
        if (++_pieces <= _takeovers)
        {
            await Results.Text($$"""{"type":"{{ProblemTypes.UriOf(ProblemTypes.UploadTakenOver)}}","title":"Taken","status":409}""", ApiHeaders.ProblemJson, statusCode: 409).ExecuteAsync(http);
            return;
        }

        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(new byte[3_000_000]));
        await Results.Text($$"""{"path":"big","fullPath":"/big","length":3000000,"sha256":"{{sha256}}"}""", "application/json", statusCode: 201).ExecuteAsync(http);
    }
}
