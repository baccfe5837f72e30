using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;

namespace Tentacle.Cli.Tests;

public sealed class ProxyCommandTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task Proxy_WithHost_IsStoredAndThePasswordIsShownNowhere()
    {
        var instance = await _machine.CreateInstanceAsync();

        var called = await _machine.CallWithInputAsync("hunter22\n", "proxy", "--proxyEnable", "true", "--proxyHost", "http://proxy.local:3128/", "--proxyUsername", "me", "--proxyPassword", "-");
        await _machine.CallAsync("proxy", "--proxyPassword", "hunter22");

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        var proxy = instance.Settings.Load().Octopus.Proxy;
        Assert.Equal((false, "proxy.local", 3128, "me"), (proxy.UseDefaultProxy, proxy.ProxyHost, proxy.ProxyPort, proxy.ProxyUsername));
        using var key = SecretsKey.LoadOrCreate(instance);
        Assert.Equal("hunter22", ProxyPassword.Find(proxy, key));
        Assert.DoesNotContain("assword", (await _machine.CallAsync("show-configuration")).Out, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", called.Out, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(_machine["."], "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain("hunter22", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task PollingProxy_FromTheEnvironment_IsAnotherSetting()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "bash.");
        var instance = await _machine.CreateInstanceAsync();

        var called = await _machine.CallUnderAsync("export TENTACLE_POLLING_PROXY_PASSWORD=hunter22;", "polling-proxy", "--proxyHost", "poll", "--proxyPort", "8080");

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        var settings = instance.Settings.Load();
        using var key = SecretsKey.LoadOrCreate(instance);
        Assert.Equal(("poll", 8080, "hunter22"), (settings.Octopus.Server.Proxy.ProxyHost, settings.Octopus.Server.Proxy.ProxyPort, ProxyPassword.Find(settings.Octopus.Server.Proxy, key)));
        Assert.Equal(new ProxySettings(), settings.Octopus.Proxy);
    }

    [Fact]
    public async Task Proxy_Disabled_ForgetsHostAndPassword()
    {
        var instance = await _machine.CreateInstanceAsync();
        await _machine.CallWithInputAsync("hunter22", "proxy", "--proxyHost", "proxy", "--proxyPassword", "-");

        await _machine.CallAsync("proxy", "--proxyEnable", "False");
        Assert.Equal(new ProxySettings { UseDefaultProxy = false }, instance.Settings.Load().Octopus.Proxy);

        await _machine.CallAsync("proxy", "--proxyEnable", "true");
        Assert.Equal(new ProxySettings(), instance.Settings.Load().Octopus.Proxy);
    }

    [Fact]
    public async Task Proxy_EmptyHost_IsTheSystemsOwn()
    {
        var instance = await _machine.CreateInstanceAsync();
        await _machine.CallAsync("proxy", "--proxyHost", "proxy");

        await _machine.CallAsync("proxy", "--proxyEnable", "true", "--proxyHost", "");

        Assert.Equal((true, null), (instance.Settings.Load().Octopus.Proxy.UseDefaultProxy, instance.Settings.Load().Octopus.Proxy.ProxyHost));
    }

    [Fact]
    public async Task Proxy_EnabledWithoutAHost_IsTheSystemsOwnAndForgetsTheOther()
    {
        var instance = await _machine.CreateInstanceAsync();
        await _machine.CallWithInputAsync("hunter22", "proxy", "--proxyHost", "proxy", "--proxyPort", "3128", "--proxyUsername", "me", "--proxyPassword", "-");

        var called = await _machine.CallAsync("proxy", "--proxyEnable", "true");

        Assert.Equal(new Called(0, $"Using the system's default proxy{Environment.NewLine}", ""), called);
        Assert.Equal(new ProxySettings(), instance.Settings.Load().Octopus.Proxy);
    }

    [Theory]
    [InlineData("::1", "::1", 80)]
    [InlineData("[::1]", "::1", 80)]
    [InlineData("[2001:db8::7]:3128", "2001:db8::7", 3128)]
    [InlineData("http://[2001:db8::7]:3128/", "2001:db8::7", 3128)]
    [InlineData("proxy.local:8080", "proxy.local", 8080)]
    [InlineData("https://proxy.local:443", "proxy.local", 443)]
    [InlineData("http://proxy.local", "proxy.local", 80)]
    public async Task Proxy_HostInAnySpelling_IsStoredWithoutThem(string given, string host, int port)
    {
        var instance = await _machine.CreateInstanceAsync();

        var called = await _machine.CallAsync("proxy", "--proxyEnable", "true", "--proxyHost", given);

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        Assert.Equal((host, port), (instance.Settings.Load().Octopus.Proxy.ProxyHost, instance.Settings.Load().Octopus.Proxy.ProxyPort));
    }

    [Theory]
    [InlineData("SOCKS", "--proxyHost", "socks5://x")]
    [InlineData("not a valid value for --proxyHost", "--proxyHost", "http://")]
    [InlineData("not a valid value for --proxyHost", "--proxyHost", "proxy:99999")]
    [InlineData("not a valid value for --proxyHost", "--proxyHost", "::1:3128:zz")]
    [InlineData("'proxy/path' is not a valid value for --proxyHost: a proxy has no path", "--proxyHost", "proxy/path")]
    [InlineData("a proxy has no path", "--proxyHost", "http://proxy:3128/?a=b")]
    [InlineData("--proxyHost holds a user name or password", "--proxyHost", "http://me:hunter22@proxy")]
    [InlineData("not a valid value for --proxyPort", "--proxyPort", "0")]
    [InlineData("not a valid value for --proxyEnable", "--proxyEnable", "maybe")]
    [InlineData("standard input holds no line", "--proxyPassword", "-")]
    public async Task Proxy_InvalidValue_IsRefused(string expected, params string[] options)
    {
        await _machine.CreateInstanceAsync();

        var called = await _machine.CallAsync(["proxy", .. options]);

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.Contains(expected, called.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", called.Error, StringComparison.Ordinal);
    }
}
