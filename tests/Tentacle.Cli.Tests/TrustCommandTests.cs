using Tentacle.Instances;
using Tentacle.Instances.Settings;

namespace Tentacle.Cli.Tests;

/// <summary>The commands that say which servers are trusted, and how one comes to them.</summary>
public sealed class TrustCommandTests : IDisposable
{
    private static readonly string A = new('A', 64);
    private static readonly string B = new('B', 40);

    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task ServerComms_EmptyTrustList_IsAnError() => await FailsAsync("trust must be established", "server-comms", "--style", "TentaclePassive");

    [Theory]
    [InlineData("--style", "Please specify a value for --style")]
    [InlineData("--style=Other", "'Other' is not a valid value for --style")]
    [InlineData("--style=TentacleActive", "Please specify a value for --host")]
    [InlineData("--style=TentacleActive --host=https://x", "'https://x' is not a valid value for --host")]
    [InlineData("--style=TentacleActive --host=x --port=0", "'0' is not a valid value for --port")]
    [InlineData("--style=TentacleActive --web-socket=https://x", "'https://x' is not a valid value for --web-socket")]
    [InlineData("--style=TentacleActive --web-socket=wss://x --host=x", "cannot be used together")]
    [InlineData("--style=TentacleActive --web-socket=wss://one:443/OctopusComms", "--web-socket is not supported: this version polls over TLS")]
    [InlineData("--style=TentaclePassive --thumbprint=BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB", "No trusted server has the thumbprint")]
    public async Task ServerComms_OptionsThatDoNotFit_AreRefused(string options, string expected)
    {
        await TrustAsync(A);
        string[] arguments = options == "--style" ? [] : options.Split(' ');

        var called = await _machine.CallAsync(["server-comms", .. arguments]);

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.Contains(expected, called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerComms_Active_AddsAPolledAddressAndUsesItsEntryAgain()
    {
        var instance = await TrustAsync(A);
        await _machine.CallAsync("server-comms", "--style", "tentacleactive", "--host", "one");
        await _machine.CallAsync("server-comms", "--style", "TentacleActive", "--host", "two", "--port", "443");
        var before = Servers(instance);

        var again = await _machine.CallAsync("server-comms", "--style", "TentacleActive", "--host", "ONE");

        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.Equal([null, "https://one:10943", "https://two:443"], before.Select(server => server.Address));
        Assert.Matches("^poll://[a-z2-9]{20}/$", before[1].SubscriptionId);
        Assert.Equal(before[1].SubscriptionId, before[2].SubscriptionId);
        Assert.Equal(before.Select(server => server.SubscriptionId), Servers(instance).Select(server => server.SubscriptionId));
        Assert.Equal(3, Servers(instance).Count);
    }

    [Fact]
    public async Task ServerComms_AfterNoListenTrust_UpgradesThatEntry()
    {
        var instance = await _machine.CreateInstanceAsync();
        await _machine.CallAsync("configure", "--trust", A, "--noListen", "true");

        await _machine.CallAsync("server-comms", "--style", "TentacleActive", "--host", "one", "--port", "443");

        var server = Assert.Single(Servers(instance));
        Assert.Equal((CommunicationStyle.TentacleActive, "https://one:443"), (server.CommunicationStyle, server.Address));
    }

    [Fact]
    public async Task ServerComms_Passive_ForgetsThatItWasPolled()
    {
        var instance = await TrustAsync(A);
        await _machine.CallAsync("server-comms", "--style", "TentacleActive", "--host", "one");

        var called = await _machine.CallAsync("server-comms", "--style", "TentaclePassive");

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        var server = Assert.Single(Servers(instance));
        Assert.Equal((CommunicationStyle.TentaclePassive, null, null), (server.CommunicationStyle, server.Address, server.SubscriptionId));
    }

    [Fact]
    public async Task ServerComms_SeveralTrusted_WantsAThumbprint()
    {
        var instance = await TrustAsync(A, B);

        await FailsAsync("More than one server is trusted", "server-comms", "--style", "TentaclePassive");
        var called = await _machine.CallAsync("server-comms", "--style", "TentacleActive", "--host", "x", "--thumbprint", B);

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        Assert.Equal(B, Servers(instance).Single(server => server.Address is not null).Thumbprint.Value);
    }

    [Fact]
    public async Task PollServer_SecondNode_SharesTheSubscription()
    {
        var instance = await _machine.CreateInstanceAsync();
        await _machine.CallAsync("poll-server", "--server-comms-address", "one", "--thumbprint", A);

        var called = await _machine.CallAsync("poll-server", "--server-comms-address", "https://two", "--server-comms-port", "11000", "--reuse-server-thumbprint");

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        Assert.Equal([("https://one:10943", A), ("https://two:11000", A)], Servers(instance).Select(server => (server.Address, server.Thumbprint.Value)));
        Assert.Single(Servers(instance).Select(server => server.SubscriptionId).Distinct());
    }

    [Theory]
    [InlineData("poll-server")]
    [InlineData("poll-server", "--server-comms-address", "ftp://x", "--thumbprint", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("poll-server", "--server-comms-address", "https://x")]
    [InlineData("poll-server", "--server-comms-address", "https://x", "--reuse-server-thumbprint")]
    [InlineData("poll-server", "--server-comms-address", "https://x", "--thumbprint", "nonsense")]
    [InlineData("poll-server", "--server-web-socket", "wss://x:443/y", "--thumbprint", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("set-polling-connection-count")]
    [InlineData("set-polling-connection-count", "--pollingConnectionCount", "0")]
    [InlineData("set-polling-connection-count", "--pollingConnectionCount", "five")]
    [InlineData("update-trust", "--newThumbprint", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Polling_OptionsThatDoNotFit_AreRefused(params string[] arguments)
    {
        var instance = await _machine.CreateInstanceAsync();
        var before = await File.ReadAllBytesAsync(instance.SettingsPath, TestContext.Current.CancellationToken);

        var called = await _machine.CallAsync(arguments);

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.NotEqual("", called.Error);
        Assert.Equal(before, await File.ReadAllBytesAsync(instance.SettingsPath, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task SetPollingConnectionCount_IsShown()
    {
        var instance = await _machine.CreateInstanceAsync();

        Assert.Equal(0, (await _machine.CallAsync("set-polling-connection-count", "--pollingConnectionCount", "5")).ExitCode);

        Assert.Equal(5, instance.Settings.Load().Tentacle.Communication.PollingConnectionCount);
        Assert.Contains("\"PollingConnectionCount\": 5", (await _machine.CallAsync("show-configuration")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClearTrustedServers_KeepsTheAddressesNamed()
    {
        var instance = await TrustAsync(A);
        await _machine.CallAsync("poll-server", "--server-comms-address", "https://one:10943", "--thumbprint", A);
        await _machine.CallAsync("poll-server", "--server-comms-address", "https://two:10943", "--thumbprint", A);

        var called = await _machine.CallAsync("clear-trusted-servers", "--keep=http://TWO:10943/,https://three");

        Assert.Equal(0, called.ExitCode);
        Assert.Contains("No trusted server has the address 'https://three'", called.Error, StringComparison.Ordinal);
        Assert.Equal("https://two:10943", Assert.Single(Servers(instance)).Address);
        await _machine.CallAsync("clear-trusted-servers");
        Assert.Empty(Servers(instance));
    }

    [Fact]
    public async Task Configure_MonitorsAndOtherSettings_AreStoredAndShown()
    {
        var instance = await _machine.CreateInstanceAsync();

        var called = await _machine.CallAsync("configure", "--trust-monitor", A, "--trust-monitor", A, "--set", "jobs.maxrunning=4", "--set", "Octopus.LogLevel=debug");

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        var settings = instance.Settings.Load();
        Assert.Equal((A, 4, LogDetail.Debug), (Assert.Single(settings.Tentacle.Communication.TrustedMonitors).Value, settings.Jobs.MaxRunning, settings.Octopus.LogLevel));
        var shown = (await _machine.CallAsync("show-configuration")).Out;
        Assert.Contains("\"MaxRunning\": 4", shown, StringComparison.Ordinal);
        await _machine.CallAsync("configure", "--remove-trust-monitor", A, "--set", "Jobs.MaxRunning=");
        settings = instance.Settings.Load();
        Assert.Equal((0, null), (settings.Tentacle.Communication.TrustedMonitors.Count, settings.Jobs.MaxRunning));
    }

    [Theory]
    [InlineData("Nothing.Known=1", "is not a valid value for --set")]
    [InlineData("Jobs.MaxRunning", "is not a valid value for --set")]
    [InlineData("Jobs.MaxRunning=many", "'many' is not a valid value for the setting Jobs.MaxRunning")]
    [InlineData("Jobs.MaxRunning=0", "Jobs.MaxRunning is 0; set 1 or more")]
    [InlineData("Octopus.LogLevel=7", "is not a valid value for the setting Octopus.LogLevel")]
    public async Task Configure_InvalidSetting_IsRefused(string value, string expected)
    {
        await _machine.CreateInstanceAsync();

        await FailsAsync(expected, "configure", "--set", value);
    }

    private static IReadOnlyList<TrustedServer> Servers(Instance instance) => instance.Settings.Load().Tentacle.Communication.TrustedOctopusServers;

    private async Task<Instance> TrustAsync(params string[] thumbprints)
    {
        var instance = await _machine.CreateInstanceAsync();
        await _machine.CallAsync(["configure", .. thumbprints.SelectMany(t => new[] { "--trust", t })]);
        return instance;
    }

    private async Task FailsAsync(string expected, params string[] arguments)
    {
        if (_machine.Index.List().Count == 0)
        {
            await _machine.CreateInstanceAsync();
        }

        var called = await _machine.CallAsync(arguments);

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.Contains(expected, called.Error, StringComparison.Ordinal);
    }
}
