using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Acceptance.Tests.Jobs;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Trust;

/// <summary>Who gets in, on the port that the agent listens on.</summary>
public sealed class TrustSpecs(ListeningAgent agent) : IClassFixture<ListeningAgent>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task I_get_an_answer_with_a_trusted_certificate(SslProtocols protocol) =>
        Assert.StartsWith("HTTP/1.1 200 OK", await agent.Instance.AskAsync(agent.Server, protocol), StringComparison.Ordinal);

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task I_get_no_byte_of_HTTP_with_another_certificate_and_that_is_recorded(SslProtocols protocol)
    {
        using var stranger = TestCertificate.Create("CN=Evil\u001b[31m, O=Nobody");
        Assert.Equal("", await agent.Instance.AskAsync(stranger, protocol));
        Assert.Equal("", await agent.Instance.AskAsync(stranger, protocol));

        using var response = await agent.ReadAsync("/api/v1/refused-connections");
        var refused = Assert.Single((await response.BodyAsync<RefusedConnectionList>()).Items, r => r.Thumbprint.Value == stranger.Thumbprint);
        Assert.Equal((stranger.Sha1Thumbprint, "127.0.0.1"), (refused.Sha1Thumbprint.Value, refused.Address));
        Assert.InRange(refused.Count, 2, 4);
        Assert.Contains("Evil", refused.ClaimedSubject, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', refused.ClaimedSubject);
        Assert.Equal($"tentacle configure --instance \"{agent.Instance.Name}\" --trust {stranger.Thumbprint}", refused.TrustCommand);
    }

    [Fact]
    public async Task I_cannot_connect_with_TLS_1_1()
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", agent.Instance.Port, Cancel);
        var stream = tcp.GetStream();

        // By hand, since this machine's own TLS may refuse to try: a ClientHello of TLS 1.1 with one cipher suite that is common to all versions.
        byte[] hello = [3, 2, .. new byte[32], 0, 0, 2, 0, 0x2f, 1, 0];
        byte[] handshake = [1, 0, 0, (byte)hello.Length, .. hello];
        await stream.WriteAsync((byte[])[22, 3, 1, 0, (byte)handshake.Length, .. handshake], Cancel);
        var answer = new byte[7];
        await stream.ReadExactlyAsync(answer, Cancel);

        const int Alert = 21;
        const int ProtocolVersion = 70;
        Assert.Equal((Alert, ProtocolVersion), (answer[0], answer[6]));
    }

    [Fact]
    public async Task I_see_the_welcome_page_without_a_certificate_and_nothing_else()
    {
        // The page is for people: the API's description does not know it.
        using var browser = new HttpClient(agent.Instance.CreateHandler(certificate: null)) { BaseAddress = agent.Instance.Address };
        using var http = agent.CreateHttp(certificate: null);
        using var page = await browser.CallAsync(HttpMethod.Get, "/");
        var html = await page.Content.ReadAsStringAsync(Cancel);

        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        Assert.Contains(agent.Instance.Thumbprint, html.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
        Assert.Contains("default-src 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Null(page.Header("Tentacle-Version"));
        Assert.Null(page.Header("Strict-Transport-Security"));
        using var api = await http.CallAsync(HttpMethod.Get, "/api/v1");
        await api.RefusedAsync(401, ProblemTypes.CertificateRequired);
        using var put = await http.CallAsync(HttpMethod.Put, $"/api/v1/jobs/{JobCalls.NewTicket()}", JobCalls.Json(JobCalls.Bash("true")));
        await put.RefusedAsync(401, ProblemTypes.CertificateRequired);
    }

    [Fact]
    public async Task I_am_refused_without_a_certificate_before_my_body_is_read()
    {
        var answer = await agent.Instance.AskAsync(null, SslProtocols.Tls13, "PUT /api/v1/jobs/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_let_in_as_soon_as_I_am_trusted_and_cut_off_in_the_middle_of_a_log_when_I_am_not()
    {
        using var here = new TemporaryDirectory();
        using var other = TestCertificate.CreateRsa();
        Assert.Equal("", await agent.Instance.AskAsync(other, SslProtocols.Tls13));

        // By the thumbprint that Octopus shows.
        await ConfigureAsync("--trust", other.Sha1Thumbprint);
        var ticket = JobTicket.Parse(JobCalls.NewTicket());
        using var http = agent.CreateHttp(other);
        using var submitted = await http.CallAsync(HttpMethod.Put, ApiRoutes.Job(ticket), JobCalls.Json(JobCalls.Bash(JobCalls.Gate(here["gate"]))));
        using var response = await http.CallAsync(HttpMethod.Get, ApiRoutes.JobLog(ticket) + "?follow=true");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        Assert.Contains("waiting", await reader.ReadLineAsync(Cancel), StringComparison.Ordinal);

        await ConfigureAsync("--remove-trust", other.Sha1Thumbprint);

        // It was cut off before the command returned, so this cannot wait for what the job says next.
        await Assert.ThrowsAnyAsync<IOException>(() => reader.ReadLineAsync(Cancel).AsTask());
        Assert.Equal("", await agent.Instance.AskAsync(other, SslProtocols.Tls13));
        await File.WriteAllTextAsync(here["gate"], "", Cancel);
        Assert.Equal(JobOutcome.Succeeded, (await agent.Client.WaitAsync(ticket, Cancel)).Outcome);
    }

    [Fact]
    public async Task I_am_trusted_though_my_certificate_has_expired()
    {
        using var expired = TestCertificate.CreateExpired();
        await ConfigureAsync("--trust", expired.Thumbprint);

        Assert.StartsWith("HTTP/1.1 200 OK", await agent.Instance.AskAsync(expired, SslProtocols.Tls13), StringComparison.Ordinal);
        await ConfigureAsync("--remove-trust", expired.Thumbprint);
    }

    [Theory]
    [InlineData("X-ARR-ClientCert")]
    [InlineData("X-Forwarded-Client-Cert")]
    [InlineData("X-Client-Cert")]
    public async Task I_cannot_claim_a_certificate_in_a_header(string header)
    {
        var claimed = Convert.ToBase64String(agent.Server.Certificate.RawData);
        var answer = await agent.Instance.AskAsync(null, SslProtocols.Tls13, $"GET /api/v1 HTTP/1.1\r\nHost: x\r\n{header}: {claimed}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);
    }

    private async Task ConfigureAsync(params string[] arguments) =>
        (await agent.Instance.RunAsync(Cancel, ["configure", "--instance", agent.Instance.Name, .. arguments])).Succeeded();
}
