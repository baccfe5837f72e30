using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tentacle.Client;
using Tentacle.Contracts;

namespace Tentacle.Agent.Tests;

/// <summary>An agent that takes an upload away from its sender: a late request of an earlier try did it, or somebody else.</summary>
public sealed class UploadTakeoverTests : IAsyncLifetime
{
    private FakeAgent _agent = null!;
    private int _takeovers;
    private int _pieces;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _agent = await FakeAgent.StartAsync(Map, Token);
        await File.WriteAllBytesAsync(_agent.FileAt("big"), new byte[3_000_000], Token);
    }

    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    [Fact]
    public async Task Upload_TakenOverByALateRequest_GoesOn()
    {
        _takeovers = 2;
        using var client = _agent.Connect();

        await client.UploadAsync(_agent.FileAt("big"), "big", cancellationToken: Token);

        Assert.Equal(3, _pieces);
    }

    [Fact]
    public async Task Upload_TakenOverAgainAndAgain_EndsWithTheReason()
    {
        _takeovers = 1000;
        using var client = _agent.Connect();

        var refusal = await Assert.ThrowsAsync<TentacleProblemException>(() => client.UploadAsync(_agent.FileAt("big"), "big", cancellationToken: Token));

        Assert.Equal((true, 5), (refusal.Is(ProblemTypes.UploadTakenOver), _pieces));
    }

    private void Map(WebApplication app)
    {
        app.MapMethods("/api/v1/files", ["HEAD"], () => Results.NotFound());
        app.MapGet("/api/v1/uploads", () => Results.Text("""{"items":[]}""", "application/json"));
        app.MapPost("/api/v1/files", () => Results.Created("/api/v1/uploads/u", null));
        app.MapMethods("/api/v1/uploads/u", ["HEAD"], (HttpContext http) =>
        {
            http.Response.Headers[ApiHeaders.UploadOffset] = "0";
            http.Response.Headers[ApiHeaders.UploadComplete] = "?0";
        });
        app.MapMethods("/api/v1/uploads/u", ["PATCH"], Patch);
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
