using Tentacle.Core.Jobs.Site;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Testing;

namespace Tentacle.Core.Tests.Jobs;

public sealed class JobProxyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Environment_Custom_HasOctopusNamesAndThoseThatProgramsKnow()
    {
        var proxy = new JobProxy(false, "proxy.local", 3128, "me@home", "p:ss word");

        var variables = proxy.Environment(new Dictionary<string, string>());

        Assert.Equal(("proxy.local", "3128", "me@home", "p:ss word"), (variables["TentacleProxyHost"], variables["TentacleProxyPort"], variables["TentacleProxyUsername"], variables["TentacleProxyPassword"]));
        Assert.Equal(("False", "127.0.0.1,localhost,169.254.169.254"), (variables["TentacleUseDefaultProxy"], variables["NO_PROXY"]));
        Assert.Equal("http://me%40home:p%3Ass%20word@proxy.local:3128", variables["HTTP_PROXY"]);
        Assert.Equal(variables["HTTP_PROXY"], variables["HTTPS_PROXY"]);
        Assert.Equal(["p:ss word"], proxy.Secrets);
    }

    [Theory]
    [InlineData("HTTP_PROXY")]
    [InlineData("http_proxy")]
    public void Environment_ServiceHasOne_IsLeftAsItIs(string name)
    {
        var variables = new JobProxy(false, "proxy.local", 80, null, null).Environment(new Dictionary<string, string> { [name] = "http://other" });

        Assert.False(variables.ContainsKey("HTTP_PROXY") || variables.ContainsKey("http_proxy"));
        Assert.Equal("http://proxy.local:80", variables["HTTPS_PROXY"]);
    }

    [Fact]
    public void Environment_NoneWanted_GoesDirect()
    {
        var variables = new JobProxy(false, null, 80, null, null).Environment(new Dictionary<string, string>());

        Assert.Equal(("False", "*"), (variables["TentacleUseDefaultProxy"], variables["NO_PROXY"]));
    }

    [Fact]
    public void Environment_Default_SaysOnlyThat() =>
        Assert.Equal(new Dictionary<string, string> { ["TentacleUseDefaultProxy"] = "True" }, new JobProxy().Environment(new Dictionary<string, string>()));

    [Fact]
    public void Password_Stored_IsReadAgainAndNotInClear()
    {
        using var key = SecretsKeyFile.LoadOrCreate(_directory["a.key"]);
        using var other = SecretsKeyFile.LoadOrCreate(_directory["b.key"]);

        var stored = ProxyPassword.Store(new ProxySettings(), "hunter22", key);

        Assert.Equal("hunter22", ProxyPassword.Find(stored, key));
        Assert.DoesNotContain("hunter22", stored.ProxyPassword, StringComparison.Ordinal);
        Assert.Contains("proxyPassword", Assert.Throws<SettingsException>(() => ProxyPassword.Find(stored, other)).Message, StringComparison.Ordinal);
        Assert.Null(ProxyPassword.Find(ProxyPassword.Store(stored, null, key), key));
    }
}
