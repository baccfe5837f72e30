using System.Net;
using System.Text.Json.Nodes;

namespace Tentacle.Agent.Tests;

public sealed class HealthEndpointTests : IAsyncLifetime
{
    private TestAgent _agent = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _agent = await TestAgent.StartAsync();
        _client = _agent.Client(_agent.Server);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _agent.DisposeAsync();
    }

    [Fact]
    public async Task Health_OfAFreshTentacle_WarnsOfCalamariAlone()
    {
        using var response = await _client.GetAsync(new Uri("/api/v1/health", UriKind.Relative), Token);
        var report = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;

        Assert.Equal((HttpStatusCode.OK, "application/health+json"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal(("warn", "Test", "1.2.3"), ((string?)report["status"], (string?)report["serviceId"], (string?)report["version"]));
        Assert.Equal($"Not running latest version of Calamari. Directory does not exist: {_agent.Home.Directory}/Calamari", (string?)Assert.Single(report["notes"]!.AsArray()));
        Assert.Equal(
            ["workspace:writable", "disk:free", "shells:installed", "certificate:validity", "key:readable", "clock:time", "trust:servers", "connections:refused", "polling:servers", "settings:applied", "machine:identity", "calamari:installed", "leftovers:removed", "records:intact"],
            report["checks"]!.AsObject().Select(check => check.Key));
    }

    [Fact]
    public async Task Health_WorkspaceGone_Is503AndNotReadyButAlive()
    {
        Directory.Delete(_agent.Home.Work, recursive: true);

        using var health = await _client.GetAsync(new Uri("/api/v1/health", UriKind.Relative), Token);
        using var ready = await _client.GetAsync(new Uri("/api/v1/readyz", UriKind.Relative), Token);
        using var live = await _client.GetAsync(new Uri("/api/v1/livez", UriKind.Relative), Token);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (health.StatusCode, ready.StatusCode, live.StatusCode));
        Assert.Contains(_agent.Home.Work, (string?)JsonNode.Parse(await ready.Content.ReadAsStringAsync(Token))!["output"], StringComparison.Ordinal);
    }
}
