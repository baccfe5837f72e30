using System.Net.Security;
using Tentacle.Agent.Doors.Polled;
using Tentacle.Agent.Identity;
using Tentacle.Contracts;
using Tentacle.Instances.Subscriptions;
using Tentacle.Instances.Trust;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Agent.Tests;

/// <summary>Real proxies between agent and server.</summary>
public sealed class PollingThroughProxyTests : IDisposable
{
    private const string Upgrades = "HTTP/1.1 101 Switching Protocols\nConnection: Upgrade\nUpgrade: tentacle/1\n\n";
    private readonly TestCertificate _certificate = TestCertificate.Create("CN=Server");
    private readonly TestCertificate _agent = TestCertificate.Create("CN=Agent");
    private readonly RawTlsServer _server;

    public PollingThroughProxyTests() => _server = new RawTlsServer(_certificate, Upgrades, SslApplicationProtocol.Http11);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _server.Dispose();
        _certificate.Dispose();
        _agent.Dispose();
    }

    [Fact]
    public async Task Dial_Tinyproxy_SeesATunnelAndNothingInClear()
    {
        await using var proxy = await StartTinyproxyAsync(withPassword: false);

        await DialAsync(Through(proxy));

        await Eventually.TrueAsync(() => proxy.AllItWrote.Contains($"CONNECT localhost:{_server.Address.Port}", StringComparison.Ordinal), Token);
        AssertNothingInClear(proxy);
    }

    [Fact]
    public async Task Dial_TinyproxyWithPassword_LogsIn()
    {
        await using var proxy = await StartTinyproxyAsync(withPassword: true);

        await DialAsync(Through(proxy) with { Username = HttpProxy.User, Password = HttpProxy.Password.Replace(' ', '-') });

        AssertNothingInClear(proxy);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("basic")]
    [InlineData("digest")]
    public async Task Dial_Squid_LogsInAndSeesATunnel(string scheme)
    {
        await using var proxy = await StartSquidAsync(scheme);

        await DialAsync(Through(proxy) with { Username = HttpProxy.User, Password = HttpProxy.Password });

        await Eventually.TrueAsync(() => proxy.Log.Contains($"CONNECT localhost:{_server.Address.Port}", StringComparison.Ordinal), Token);
        AssertNothingInClear(proxy);
    }

    [Theory]
    [InlineData("basic", "wrong")]
    [InlineData("digest", "wrong")]
    [InlineData("basic", null)]
    public async Task Dial_WrongOrNoPassword_SaysSoWithoutShowingIt(string scheme, string? password)
    {
        await using var proxy = await StartSquidAsync(scheme);
        var settings = password is null ? Through(proxy) : Through(proxy) with { Username = HttpProxy.User, Password = password };

        var error = await Assert.ThrowsAsync<PollingException>(() => DialAsync(settings));

        Assert.Contains("with 407: it wants another user name or password", error.Message, StringComparison.Ordinal);
        Assert.Contains("tentacle polling-proxy", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", error.Message, StringComparison.Ordinal);
        Assert.Equal("", _server.Asked);
    }

    [Fact]
    public async Task Dial_ServerInTheBypassList_GoesPastTheProxy()
    {
        await DialAsync(new PollingProxySettings(false, "127.0.0.1", FreePort.Next()) { Bypass = ["localhost"] });

        Assert.StartsWith("GET /tentacle/poll", _server.Asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dial_ProxyThatIsNotThere_SaysSo()
    {
        var error = await Assert.ThrowsAsync<PollingException>(() => DialAsync(new PollingProxySettings(false, "127.0.0.1", FreePort.Next())));

        Assert.Contains("or the proxy on the way, could not be connected to", error.Message, StringComparison.Ordinal);
    }

    private static Task<HttpProxy> StartTinyproxyAsync(bool withPassword)
    {
        SkipWithoutProxies();
        return HttpProxy.StartTinyproxyAsync(withPassword, Token);
    }

    private static Task<HttpProxy> StartSquidAsync(string scheme)
    {
        SkipWithoutProxies();
        return HttpProxy.StartSquidAsync(scheme, Token);
    }

    private static void SkipWithoutProxies()
    {
        if (HttpProxy.WhyNot is { } reason)
        {
            Assert.Skip(reason);
        }
    }

    private static PollingProxySettings Through(HttpProxy proxy) => new(false, "127.0.0.1", proxy.Port);

    private static void AssertNothingInClear(HttpProxy proxy)
    {
        Assert.DoesNotContain(PollingProtocol.Path, proxy.AllItWrote, StringComparison.Ordinal);
        Assert.DoesNotContain("poll://", proxy.AllItWrote, StringComparison.Ordinal);
    }

    private async Task DialAsync(PollingProxySettings proxy)
    {
        var dialler = new ServerDialler(new AgentFacts("Test", "1.2.3", new AgentIdentity(_agent.Certificate)), TimeProvider.System);
        using var dialled = await dialler.DialAsync(new Subscription(_server.Address, SubscriptionId.Parse("poll://abc/"), Thumbprint.Parse(_certificate.Thumbprint)), proxy, Token);
    }
}
