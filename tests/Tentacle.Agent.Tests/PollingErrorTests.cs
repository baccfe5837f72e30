using System.Net.Security;
using Tentacle.Agent.Doors.Polled;
using Tentacle.Agent.Identity;
using Tentacle.Contracts;
using Tentacle.Instances.Subscriptions;
using Tentacle.Instances.Trust;
using Tentacle.Testing;

namespace Tentacle.Agent.Tests;

/// <summary>What an administrator reads when a server cannot be polled.</summary>
public sealed class PollingErrorTests : IDisposable
{
    private static readonly SubscriptionId Subscription = SubscriptionId.Parse("poll://abc/");
    private readonly TestCertificate _server = TestCertificate.Create("CN=The Server");
    private readonly TestCertificate _agent = TestCertificate.Create("CN=The Agent");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _server.Dispose();
        _agent.Dispose();
    }

    [Fact]
    public async Task Dial_ServerThatUpgrades_IsAskedByTheProtocol()
    {
        using var server = new RawTlsServer(_server, "HTTP/1.1 101 Switching Protocols\nConnection: Upgrade\nUpgrade: tentacle/1\n\nhello", SslApplicationProtocol.Http11, SslApplicationProtocol.Http2);

        using var dialled = await DialAsync(server.Address, Thumbprint.Parse(_server.Thumbprint));
        var bytes = new byte[5];
        await dialled.Stream.ReadExactlyAsync(bytes, Token);

        Assert.Equal("hello"u8.ToArray(), bytes);
        Assert.Equal(_server.Thumbprint, Thumbprint.Sha256Of(dialled.Certificate).Value);
        Assert.StartsWith("GET /tentacle/poll HTTP/1.1\r\n", server.Asked, StringComparison.Ordinal);
        Assert.Contains("\r\nTentacle-Subscription: poll://abc/\r\n", server.Asked, StringComparison.Ordinal);
        Assert.Matches("\r\nTentacle-Agent-Run: [0-9a-f]{32}\r\n", server.Asked);
    }

    [Fact]
    public async Task Dial_AnotherCertificate_NamesAddressSubjectBothThumbprintsAndTheCommand()
    {
        using var server = new RawTlsServer(_server, "", SslApplicationProtocol.Http11);
        var expected = Thumbprint.Parse(new string('A', 64));

        var message = await FailAsync(server.Address, expected);

        Assert.Contains(server.Address.ToString(), message, StringComparison.Ordinal);
        Assert.Contains("CN=The Server", message, StringComparison.Ordinal);
        Assert.Contains($"thumbprint {_server.Thumbprint}; expected was {expected}", message, StringComparison.Ordinal);
        Assert.Contains($"tentacle update-trust --oldThumbprint {expected} --newThumbprint {_server.Thumbprint}", message, StringComparison.Ordinal);
        Assert.Equal("", server.Asked);
    }

    [Fact]
    public async Task Dial_PinnedBySha1_NamesTheSha1ThatWasPresented()
    {
        using var server = new RawTlsServer(_server, "", SslApplicationProtocol.Http11);

        Assert.Contains($"thumbprint {_server.Sha1Thumbprint}; expected", await FailAsync(server.Address, Thumbprint.Parse(new string('B', 40))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dial_ServerThatSelectsNoProtocol_IsAnOctopusServer()
    {
        using var server = new RawTlsServer(_server, "");

        Assert.Contains("Octopus Server", await FailAsync(server.Address, Thumbprint.Parse(_server.Thumbprint)), StringComparison.Ordinal);
        Assert.Equal("", server.Asked);
    }

    [Theory]
    [InlineData("HTTP/1.1 403 Forbidden\nContent-Type: application/problem+json\nContent-Length: 900013\n\n{\"detail\":\"", "not as a server that is polled does")]
    [InlineData("HTTP/1.1 403 Forbidden\nA: ", "ended the connection before it answered")]
    public async Task Dial_AnswerThatIsTooLong_IsNotRead(string head, string says)
    {
        using var server = new RawTlsServer(_server, head + new string('x', 900_000) + "\"}", SslApplicationProtocol.Http11);

        var message = await FailAsync(server.Address, Thumbprint.Parse(_server.Thumbprint));

        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 0, 2000);
    }

    [Fact]
    public async Task Dial_LoadBalancerThatAnswersHtml_IsNamedAsSuch()
    {
        using var server = new RawTlsServer(_server, "HTTP/1.1 502 Bad Gateway\nContent-Type: text/html\nContent-Length: 4\nRetry-After: 17\n\n<p/>", SslApplicationProtocol.Http11);

        var error = await Assert.ThrowsAsync<PollingException>(() => DialAsync(server.Address, Thumbprint.Parse(_server.Thumbprint)));

        Assert.Contains("502 Bad Gateway with text/html", error.Message, StringComparison.Ordinal);
        Assert.Contains("load balancer", error.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(17), error.RetryAfter);
    }

    [Fact]
    public async Task Dial_ServerThatRefuses_RepeatsItsReason()
    {
        const string Problem = """{"type":"urn:tentacle:problem:subscription-not-yours","title":"No","status":403,"detail":"That is another agent's."}""";
        using var server = new RawTlsServer(_server, $"HTTP/1.1 403 Forbidden\nContent-Type: application/problem+json\nContent-Length: {Problem.Length}\n\n{Problem}", SslApplicationProtocol.Http11);

        Assert.Contains("refused this agent (403 Forbidden): That is another agent's.", await FailAsync(server.Address, Thumbprint.Parse(_server.Thumbprint)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dial_ServerThatClosesWithoutAnAnswer_NamesTheAgentsThumbprint()
    {
        using var server = new RawTlsServer(_server, "", SslApplicationProtocol.Http11);

        Assert.Contains(_agent.Thumbprint, await FailAsync(server.Address, Thumbprint.Parse(_server.Thumbprint)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dial_ServerThatNeverAnswers_IsGivenUp()
    {
        using var server = new RawTlsServer(_server, answer: null, SslApplicationProtocol.Http11);
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();

        var failing = Assert.ThrowsAsync<PollingException>(() => DialAsync(server.Address, Thumbprint.Parse(_server.Thumbprint), time));
        await server.WasAsked.Task.WaitAsync(Token);
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Contains("did not answer within 30 s", (await failing).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dial_ServerThatTakesTheConnectionAndSaysNothing_IsGivenUp()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();

        var failing = Assert.ThrowsAsync<PollingException>(() => DialAsync(new Uri($"https://localhost:{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}"), Thumbprint.Parse(_server.Thumbprint), time));
        using var taken = await listener.AcceptTcpClientAsync(Token);
        await taken.GetStream().ReadExactlyAsync(new byte[1], Token);
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Contains("did not begin TLS within 30 s", (await failing).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dial_ProxyThatBreaksTlsOpen_NamesBothThumbprints()
    {
        using var company = TestCertificate.Create("CN=Company inspection");
        using var proxy = new InterceptingProxy(company);
        using var server = new RawTlsServer(_server, "", SslApplicationProtocol.Http11);
        var expected = Thumbprint.Parse(_server.Thumbprint);

        var error = await Assert.ThrowsAsync<PollingException>(() => Dialler(TimeProvider.System).DialAsync(
            new Subscription(server.Address, Subscription, expected), new PollingProxySettings(false, "127.0.0.1", proxy.Port), Token));

        Assert.Contains("'CN=Company inspection'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"thumbprint {company.Thumbprint}; expected was {expected}", error.Message, StringComparison.Ordinal);
        Assert.Contains("something between breaks TLS open", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dial_NameThatIsNotThere_SaysThatItCannotBeResolved() =>
        Assert.Contains("cannot be resolved", await FailAsync(new Uri("https://no-such-server.invalid:10943"), Thumbprint.Parse(_server.Thumbprint)), StringComparison.Ordinal);

    [Fact]
    public async Task Dial_PortWithoutAListener_SaysThatItCannotBeConnectedTo() =>
        Assert.Contains("could not be connected to", await FailAsync(new Uri($"https://localhost:{FreePort.Next()}"), Thumbprint.Parse(_server.Thumbprint)), StringComparison.Ordinal);

    [Fact]
    public async Task Dial_SocksProxy_IsRefusedInASentence()
    {
        var error = await Assert.ThrowsAsync<PollingException>(() => Dialler(TimeProvider.System).DialAsync(
            new Subscription(new Uri("https://localhost:1"), Subscription, Thumbprint.Parse(_server.Thumbprint)), new PollingProxySettings(false, "socks5://proxy", 1080), Token));

        Assert.Contains("only HTTP proxies can be used", error.Message, StringComparison.Ordinal);
    }

    private ServerDialler Dialler(TimeProvider time) => new(new AgentFacts("Test", "1.2.3", new AgentIdentity(_agent.Certificate)), time);

    private async Task<string> FailAsync(Uri address, Thumbprint expected) =>
        (await Assert.ThrowsAsync<PollingException>(() => DialAsync(address, expected))).Message;

    private Task<DialResult> DialAsync(Uri address, Thumbprint expected, TimeProvider? time = null) =>
        Dialler(time ?? TimeProvider.System).DialAsync(new Subscription(address, Subscription, expected), PollingProxySettings.None, Token);
}
