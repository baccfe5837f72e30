using System.Text.Json.Nodes;
using Tentacle.Instances.Settings;

namespace Tentacle.Cli.Tests;

public sealed class ConfigureCommandTests : IDisposable
{
    private static readonly string A = new('A', 64);
    private static readonly string B = new('B', 40);

    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task Configure_AllAtOnce_AppliesInTheOriginalsOrder()
    {
        var instance = await _machine.CreateInstanceAsync();
        await _machine.CallAsync("configure", "--trust", B);

        var called = await _machine.CallAsync(
            "configure", "--trust", "aa:" + A[2..], "--port", "12345", "--reset-trust", "--listenIpAddress", "127.0.0.1", "--noListen", "True",
            "--home", _machine["home"], "--app", _machine["apps"], "--console");

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        var settings = instance.Settings.Load();
        var trusted = Assert.Single(settings.Tentacle.Communication.TrustedOctopusServers);
        Assert.Equal((A, CommunicationStyle.TentacleActive), (trusted.Thumbprint.Value, trusted.CommunicationStyle));
        Assert.Equal(new ServicesSettings { PortNumber = 12345, ListenIP = "127.0.0.1", NoListen = true }, settings.Tentacle.Services);
        Assert.Equal(_machine["home"], settings.Octopus.Home);
        Assert.True(Directory.Exists(_machine["home"]));
        Assert.True(Directory.Exists(_machine["apps"]));
    }

    [Fact]
    public async Task Configure_TrustTwice_KeepsOnePassiveEntry()
    {
        var instance = await _machine.CreateInstanceAsync();

        await _machine.CallAsync("configure", "--trust", A, "--trust", B, "--trust", A);
        await _machine.CallAsync("configure", "--trust", B);
        var servers = instance.Settings.Load().Tentacle.Communication.TrustedOctopusServers;
        await _machine.CallAsync("configure", "--remove-trust", A);

        Assert.Equal([A, B], servers.Select(server => server.Thumbprint.Value));
        Assert.All(servers, server => Assert.Equal(CommunicationStyle.TentaclePassive, server.CommunicationStyle));
        Assert.Equal(B, Assert.Single(instance.Settings.Load().Tentacle.Communication.TrustedOctopusServers).Thumbprint.Value);
    }

    [Fact]
    public async Task Configure_PollingConnectionCountOfTheOriginal_IsKept()
    {
        var instance = await _machine.CreateInstanceAsync();

        var called = await _machine.CallAsync("configure", "--pollingConnectionCount", "5", "--set", "Health.Calamari=false");

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        Assert.Equal(5, instance.Settings.Load().Tentacle.Communication.PollingConnectionCount);
        Assert.False(instance.Settings.Load().Health.Calamari);
    }

    [Theory]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1")]
    [InlineData("[::1]", "::1")]
    public async Task Configure_AddressInAnotherSpelling_IsTheOneThatASocketTakes(string given, string kept)
    {
        var instance = await _machine.CreateInstanceAsync();

        Assert.Equal(0, (await _machine.CallAsync("configure", "--listenIpAddress", given)).ExitCode);

        Assert.Equal(kept, instance.Settings.Load().Tentacle.Services.ListenIP);
    }

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7")]
    [InlineData("fe80::1%1", "fe80::1%1")]
    public async Task Run_AddressOfAnotherMachine_IsOneSentence(string address, string expected)
    {
        await _machine.CreateInstanceAsync();
        Assert.Equal(0, (await _machine.CallAsync("configure", "--listenIpAddress", address, "--port", "0")).ExitCode);

        var called = await _machine.CallAsync("run", "--noconsolelogging");

        Assert.Equal(1, called.ExitCode);
        Assert.Contains($"Cannot listen on {expected} port 0", Assert.Single(called.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LinkLocalAddressFromASettingsFile_IsOneSentence()
    {
        var instance = await _machine.CreateInstanceAsync();
        instance.Settings.Change(settings => settings with { Tentacle = settings.Tentacle with { Services = new ServicesSettings { ListenIP = "fe80::1", PortNumber = 0 } } });

        var called = await _machine.CallAsync("run", "--noconsolelogging");

        Assert.Equal(1, called.ExitCode);
        Assert.Contains("Cannot listen on 'fe80::1': a link-local address needs its interface", Assert.Single(called.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PortInUse_NamesWhoHasIt()
    {
        await _machine.CreateInstanceAsync();
        using var holder = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        holder.Start();
        var port = ((System.Net.IPEndPoint)holder.LocalEndpoint).Port;
        await _machine.CallAsync("configure", "--listenIpAddress", "127.0.0.1", "--port", $"{port}");

        var called = await _machine.CallAsync("run", "--noconsolelogging");

        Assert.Equal(1, called.ExitCode);
        var who = OperatingSystem.IsLinux() ? $"(process {Environment.ProcessId})" : "another program";
        Assert.Contains(who, Assert.Single(called.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configure_AnyAddress_ListensOnAll()
    {
        var instance = await _machine.CreateInstanceAsync();
        await _machine.CallAsync("configure", "--listenIpAddress", "::1");
        Assert.Equal("::1", instance.Settings.Load().Tentacle.Services.ListenIP);

        await _machine.CallAsync("configure", "--listenIpAddress", "ANY");

        Assert.Null(instance.Settings.Load().Tentacle.Services.ListenIP);
    }

    [Theory]
    [InlineData("'70000' is not a valid value for --port", "--port", "70000")]
    [InlineData("'x' is not a valid value for --port", "--port", "x")]
    [InlineData("'here' is not a valid value for --listenIpAddress", "--listenIpAddress", "here")]
    [InlineData("'fe80::1' is not a valid value for --listenIpAddress: a link-local address needs its interface, as in fe80::1%eth0", "--listenIpAddress", "fe80::1")]
    [InlineData("'\\u200BABC' is not a valid value for --trust: it has 3 hexadecimal digits", "--trust", "\u200bABC")]
    [InlineData("'0' is not a valid value for --pollingConnectionCount", "--pollingConnectionCount", "0")]
    [InlineData("'Job.MaxRunning=3' is not a valid value for --set. Did you mean Jobs.MaxRunning?", "--set", "Job.MaxRunning=3")]
    [InlineData("'maybe' is not a valid value for the setting Health.Calamari. Use true or false.", "--set", "Health.Calamari=maybe")]
    [InlineData("'maybe' is not a valid value for --noListen", "--noListen", "maybe")]
    [InlineData("'abc' is not a valid value for --trust", "--trust", "abc")]
    [InlineData("'' is not a valid value for --trust", "--trust=")]
    public async Task Configure_InvalidValue_ChangesNothing(string expected, params string[] arguments)
    {
        var instance = await _machine.CreateInstanceAsync();
        var before = await File.ReadAllTextAsync(instance.SettingsPath, TestContext.Current.CancellationToken);

        var called = await _machine.CallAsync(["configure", "--trust", A, .. arguments]);

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.StartsWith(expected, called.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(instance.SettingsPath, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Configure_ByTwoProcessesAtOnce_LosesNoChange()
    {
        var instance = await _machine.CreateInstanceAsync();
        const int each = 6;

        await Task.WhenAll(TrustInTurnAsync('0'), TrustInTurnAsync('1'));

        Assert.Equal(2 * each, instance.Settings.Load().Tentacle.Communication.TrustedOctopusServers.Count);

        async Task TrustInTurnAsync(char process)
        {
            for (var i = 0; i < each; i++)
            {
                var called = await _machine.CallAsync("configure", "--trust", $"{new string(process, 62)}{i:D2}");
                Assert.Equal((0, ""), (called.ExitCode, called.Error));
            }
        }
    }

    [Fact]
    public async Task Configure_FilesRoots_ConfineFilesUntilTheyAreTakenAway()
    {
        var instance = await _machine.CreateInstanceAsync();
        var set = await _machine.CallAsync("configure", "--set", "Files.Roots=/opt/apps; /var/www");
        var confined = instance.Settings.Load().Files.Roots;
        var shown = await _machine.CallAsync("show-configuration");
        var relative = await _machine.CallAsync("configure", "--set", "Files.Roots=apps");
        var kept = instance.Settings.Load().Files.Roots;
        await _machine.CallAsync("configure", "--set", "Files.Roots=");

        Assert.Equal((0, ""), (set.ExitCode, set.Error));
        Assert.Equal(["/opt/apps", "/var/www"], confined);
        Assert.Contains("/var/www", shown.Out, StringComparison.Ordinal);
        Assert.Equal(1, relative.ExitCode);
        Assert.Contains("'apps'", relative.Error, StringComparison.Ordinal);
        Assert.Equal(confined, kept);
        Assert.Empty(instance.Settings.Load().Files.Roots);
    }

    [Fact]
    public async Task Configure_WhenTheDiskTakesNoMore_KeepsTheOldFile()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Limits of a Unix process.");
        var instance = await _machine.CreateInstanceAsync();
        await _machine.CallAsync("new-certificate");
        var before = await File.ReadAllTextAsync(instance.SettingsPath, TestContext.Current.CancellationToken);
        Assert.True(before.Length > 1024);

        var called = await _machine.CallUnderAsync("trap '' XFSZ; ulimit -f 1;", "configure", "--trust", A);

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.Contains(instance.SettingsPath, called.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(instance.SettingsPath, TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(_machine["Tentacle"], "*.tmp"));
    }

    [Fact]
    public async Task Configure_SettingsOfAnotherAccount_StayTheirs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess, "Only root changes another account's settings.");
        var instance = await _machine.CreateInstanceAsync();
        await ChownAsync("65534:65534", _machine["Tentacle"], instance.SettingsPath);

        await _machine.CallAsync("configure", "--trust", A);

        // Who can read it is its owner: nobody else may.
        var called = await _machine.CallAsNobodyAsync("show-configuration", "--config", instance.SettingsPath);
        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        Assert.Contains(A, called.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UpdateTrust_Known_IsReplacedInPlace()
    {
        var instance = await _machine.CreateInstanceAsync();
        await _machine.CallAsync("configure", "--trust", A, "--noListen", "true");

        var called = await _machine.CallAsync("update-trust", "--oldThumbprint", "aa" + A[2..], "--newThumbprint", B);

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        var server = Assert.Single(instance.Settings.Load().Tentacle.Communication.TrustedOctopusServers);
        Assert.Equal((B, CommunicationStyle.TentacleActive), (server.Thumbprint.Value, server.CommunicationStyle));
    }

    [Fact]
    public async Task UpdateTrust_Unknown_IsAnError()
    {
        await _machine.CreateInstanceAsync();

        var called = await _machine.CallAsync("update-trust", "--oldThumbprint", A, "--newThumbprint", B);

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.Contains($"does not trust the thumbprint {A}", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShowConfiguration_OfNewInstance_HasTheOriginalsShape()
    {
        await _machine.CreateInstanceAsync();
        await _machine.CallAsync("configure", "--trust", B);

        var called = await _machine.CallAsync("show-configuration");

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        var expected = $$"""
            {
              "Octopus": { "Home": "{{_machine["Tentacle"]}}", "Watchdog": { "Enabled": false, "Instances": "*", "Interval": 0 } },
              "Tentacle": {
                "CertificateThumbprint": null,
                "Communication": { "PollingConnectionCount": null, "TrustedOctopusServers": [ { "Thumbprint": "{{B}}", "CommunicationStyle": 1, "Address": null, "Squid": null, "SubscriptionId": null } ] },
                "Deployment": { "ApplicationDirectory": "{{_machine["Tentacle/Applications"]}}" },
                "Services": { "ListenIP": null, "NoListen": false, "PortNumber": 10933 }
              }
            }
            """;
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), JsonNode.Parse(called.Out)!.ToJsonString());
    }

    [Fact]
    public async Task ShowConfiguration_MalformedSettings_IsOneSentence()
    {
        var instance = await _machine.CreateInstanceAsync();
        await File.WriteAllTextAsync(instance.SettingsPath, "{ \"Tentacle\": {", TestContext.Current.CancellationToken);

        var called = await _machine.CallAsync("show-configuration");

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.Contains($"The settings file '{instance.SettingsPath}' does not hold valid settings", called.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", called.Error, StringComparison.Ordinal);
    }

    private static async Task ChownAsync(string owner, params string[] paths)
    {
#pragma warning disable RS0030 // .NET cannot change owners.
        using var process = System.Diagnostics.Process.Start("chown", [owner, .. paths]);
#pragma warning restore RS0030
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }
}
