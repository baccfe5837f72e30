using System.Net;
using System.Text.Json.Nodes;
using Tentacle.Contracts;
using Tentacle.Instances.Trust;
using Tentacle.Testing;

namespace Tentacle.Agent.Tests;

/// <summary>What a monitor may do, and who did what.</summary>
public sealed class RoleTests : IAsyncLifetime
{
    private readonly System.Security.Cryptography.X509Certificates.X509Certificate2 _monitor = AgentCertificate.Create(TimeProvider.System);
    private TestAgent _agent = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _agent = await TestAgent.StartAsync();
        _agent.Settings.Change(s => s with { Tentacle = s.Tentacle with { Communication = s.Tentacle.Communication with { TrustedMonitors = [Thumbprint.Sha256Of(_monitor)] } } });
        using var local = _agent.LocalClient();
        (await local.PostAsync(new Uri("/api/v1/settings/reload", UriKind.Relative), null, Token)).EnsureSuccessStatusCode();
    }

    public ValueTask DisposeAsync()
    {
        _monitor.Dispose();
        return _agent.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", "/api/v1", HttpStatusCode.OK)]
    [InlineData("GET", "/api/v1/", HttpStatusCode.OK)]
    [InlineData("GET", "/api/v1/livez", HttpStatusCode.OK)]
    [InlineData("GET", "/api/v1/readyz", HttpStatusCode.OK)]
    [InlineData("GET", "/api/v1/health", HttpStatusCode.OK)]
    [InlineData("GET", "/api/v1/jobs", HttpStatusCode.Forbidden)]
    [InlineData("GET", "/api/v1/refused-connections", HttpStatusCode.Forbidden)]
    [InlineData("GET", "/api/v1//jobs", HttpStatusCode.Forbidden)]
    [InlineData("GET", "/api/v1/health/../jobs/x/log", HttpStatusCode.Forbidden)]
    [InlineData("PUT", "/api/v1/jobs/x", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/api/v1/health", HttpStatusCode.Forbidden)]
    [InlineData("DELETE", "/api/v1/jobs/x", HttpStatusCode.Forbidden)]
    public async Task Monitor_MayReadHowTheAgentIs_AndNothingElse(string method, string path, HttpStatusCode expected)
    {
        using var client = _agent.Client(_monitor);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.Forbidden)
        {
            Assert.Equal("urn:tentacle:problem:role-not-allowed", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["type"]);
        }
    }

    [Fact]
    public async Task Monitor_TrustedAsServerMeanwhile_MayDoAllOnTheSameConnection()
    {
        using var client = _agent.Client(_monitor);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync(new Uri("/api/v1/jobs", UriKind.Relative), Token)).StatusCode);

        _agent.Settings.Change(s => s with { Tentacle = s.Tentacle with { Communication = s.Tentacle.Communication with { TrustedOctopusServers = [TestAgent.Trust(_monitor)] } } });

        await Eventually.TrueAsync(async () => (await client.GetAsync(new Uri("/api/v1/jobs", UriKind.Relative), Token)).StatusCode == HttpStatusCode.OK, Token, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Audit_OfWhatChangesSomething_SaysWhoFromWhereWhatAndHowItEnded()
    {
        using (var server = _agent.Client(_agent.Server))
        {
            await server.GetAsync(new Uri("/api/v1/jobs", UriKind.Relative), Token);
            await server.DeleteAsync(new Uri("/api/v1/jobs/never-there", UriKind.Relative), Token);
        }

        using (var monitor = _agent.Client(_monitor))
        {
            await monitor.DeleteAsync(new Uri("/api/v1/jobs/other?a=b", UriKind.Relative), Token);
        }

        var lines = (await File.ReadAllLinesAsync(Path.Combine(_agent.Home.Logs, "audit.ndjson"), Token)).Select(line => JsonNode.Parse(line)!).ToList();
        var expected = new (string?, string?, int, string?)[]
        {
            ($"local:{Environment.UserName}", "POST /api/v1/settings/reload", 204, "done"),
            (Thumbprint.Sha256Of(_agent.Server).Value, "DELETE /api/v1/jobs/never-there", 204, "done"),
            (Thumbprint.Sha256Of(_monitor).Value, "DELETE /api/v1/jobs/other?a=b", 403, "refused"),
        };
        Assert.Equal(expected, lines.Select(line => ((string?)line["who"], (string?)line["what"], (int)line["status"]!, (string?)line["result"])));
        Assert.Equal("local", (string?)lines[0]["from"]);
        Assert.Matches(@"^127\.0\.0\.1:\d+$|:127\.0\.0\.1:\d+$", (string?)lines[1]["from"]);
    }

    [Fact]
    public async Task Audit_OfACallOnBehalfOfAUser_NamesThatUserOnTheLocalSocketOnly()
    {
        using var local = _agent.LocalClient();
        using var server = _agent.Client(_agent.Server);
        foreach (var (client, behalf) in new[] { (local, "manager:ann"), (server, "manager:ann"), (local, Thumbprint.Sha256Of(_agent.Server).Value) })
        {
            using var message = new HttpRequestMessage(HttpMethod.Delete, new Uri("/api/v1/jobs/never-there", UriKind.Relative));
            message.Headers.Add(ApiHeaders.OnBehalfOf, behalf);
            using var response = await client.SendAsync(message, Token);
        }

        var lines = (await File.ReadAllLinesAsync(Path.Combine(_agent.Home.Logs, "audit.ndjson"), Token)).Select(line => (string?)JsonNode.Parse(line)!["who"]);
        Assert.Equal(["manager:ann", Thumbprint.Sha256Of(_agent.Server).Value, $"local:{Environment.UserName}"], lines.TakeLast(3));
    }

    [Fact]
    public async Task Audit_FileThatCannotBeWritten_DoesNotKeepTheCallFromBeingAnswered()
    {
        File.Delete(Path.Combine(_agent.Home.Logs, "audit.ndjson"));
        Directory.CreateDirectory(Path.Combine(_agent.Home.Logs, "audit.ndjson"));
        using var server = _agent.Client(_agent.Server);

        using var response = await server.DeleteAsync(new Uri("/api/v1/jobs/never-there", UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }
}
