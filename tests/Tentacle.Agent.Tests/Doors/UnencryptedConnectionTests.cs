using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Agent.Tests.Doors;

/// <summary>Peers that come to the TLS port without TLS (F18): they learn what is missing, and the operator sees who they are.</summary>
public sealed class UnencryptedConnectionTests : IAsyncLifetime
{
    private TestAgent _agent = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _agent = await TestAgent.StartAsync();

    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST /api/v1/jobs HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n")]
    public async Task Ask_PlainHttp_Is400WithASentence(string request)
    {
        using var tcp = await _agent.OpenTcpAsync(Encoding.ASCII.GetBytes(request));
        var answer = (await ReadAnswerAsync(tcp.GetStream())).Split("\r\n\r\n", 2);

        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", answer[0], StringComparison.Ordinal);
        var problem = JsonSerializer.Deserialize(answer[1], ApiJson.Default.Problem)!;
        Assert.Equal((400, "TLS is missing"), (problem.Status, problem.Title));
        Assert.Contains("https://", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_PlainHttpByteByByte_Is400()
    {
        using var tcp = await _agent.OpenTcpAsync();
        foreach (var one in "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray())
        {
            await tcp.GetStream().WriteAsync((byte[])[one], Token);
        }

        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", await ReadAnswerAsync(tcp.GetStream()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_PlainHead_HasNoBody()
    {
        using var client = new HttpClient();
        using var response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"http://127.0.0.1:{_agent.Port}/"), Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(ApiHeaders.ProblemJson, response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n", UnencryptedProtocol.Http, "It spoke plain HTTP: use https.")]
    [InlineData("MX-CLIENT-1.0\r\n", UnencryptedProtocol.Octopus, "without TLS")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", UnencryptedProtocol.Other, "neither TLS nor HTTP")]
    [InlineData("\0\0\0", UnencryptedProtocol.Other, "neither TLS nor HTTP")]
    public async Task Connect_WithoutTls_IsToldApartInTheLogTheListAndHealth(string sent, UnencryptedProtocol protocol, string says)
    {
        using (var tcp = await _agent.OpenTcpAsync(Encoding.ASCII.GetBytes(sent)))
        {
            await ReadAnswerAsync(tcp.GetStream());
        }

        using var client = _agent.Client(_agent.Server);
        await Testing.Eventually.PassesAsync(
            async () =>
            {
                var refused = await client.GetFromJsonAsync(new Uri("/api/v1/refused-connections", UriKind.Relative), ApiJson.Default.RefusedConnectionList, Token);
                var one = Assert.Single(refused!.Unencrypted);
                Assert.Equal((protocol, "127.0.0.1", 1), (one.Protocol, one.Address, one.Count));
                Assert.Contains(says, one.Detail, StringComparison.Ordinal);
                Assert.Empty(refused.Items);
            },
            Token);
        Assert.Contains(says, Assert.Single(_agent.ReadWarnings()), StringComparison.Ordinal);
        var health = await client.GetFromJsonAsync(new Uri("/api/v1/health", UriKind.Relative), ApiJson.Default.HealthReport, Token);
        var check = health!.Checks["connections:refused"].Single();
        Assert.Equal(HealthStatus.Pass, check.Status);
        Assert.Contains(says, check.Output, StringComparison.Ordinal);
    }

    // Until the answer is whole; the agent then waits a while for us to close.
    private static async Task<string> ReadAnswerAsync(Stream stream)
    {
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (!answer.ToString().EndsWith('}') && await stream.ReadAsync(buffer, Token) is > 0 and var read)
        {
            answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return answer.ToString();
    }
}
