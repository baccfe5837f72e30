using System.Net;
using Tentacle.Instances.Subscriptions;

namespace Tentacle.Instances.Tests.Subscriptions;

public sealed class PollingProxyTests
{
    private static readonly PollingProxySettings Proxy = new(false, "proxy.local", 3128);

    [Fact]
    public void GetProxy_HostSet_IsThatHost() => Assert.Equal("http://proxy.local:3128/", Of(Proxy, "https://server:10943")?.ToString());

    [Fact]
    public void GetProxy_NothingSet_IsNone() => Assert.Null(Of(PollingProxySettings.None, "https://server:10943"));

    [Theory]
    [InlineData("server.corp.local", true)]
    [InlineData("corp.local", false)]
    [InlineData("other", true)]
    [InlineData("other2", false)]
    public void GetProxy_ServerInTheBypassList_IsNone(string server, bool straight)
    {
        var proxy = Of(Proxy with { Bypass = [".corp.local", "other"] }, $"https://{server}:10943");

        Assert.Equal(straight, proxy is null);
    }

    [Theory]
    [InlineData("socks5://proxy")]
    [InlineData("socks4://proxy")]
    public void GetProxy_Socks_SaysSo(string host)
    {
        var e = Assert.Throws<NotSupportedException>(() => Of(Proxy with { Host = host }, "https://server:10943"));

        Assert.Contains("not socks", e.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("tentacle polling-proxy", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_WithADomain_AreSplit()
    {
        var account = (NetworkCredential)new PollingProxy(Proxy with { Username = @"CORP\deploy", Password = "x" }).Credentials!;

        Assert.Equal(("CORP", "deploy"), (account.Domain, account.UserName));
    }

    private static Uri? Of(PollingProxySettings settings, string server) => new PollingProxy(settings).GetProxy(new Uri(server));
}
