using System.Text.Json.Nodes;
using Tentacle.Contracts;
using Tentacle.Instances.Settings;
using Tentacle.Testing;

namespace Tentacle.Instances.Tests;

public sealed class SettingsStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SettingsStore _store;

    public SettingsStoreTests() => _store = new SettingsStore(_directory["Tentacle.config"]);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Load_OneMember_GivesDefaultsForAllOthers()
    {
        File.WriteAllText(_store.Path, """{ "Tentacle": { "Services": { "NoListen": true } } }""");

        var settings = _store.Load();

        Assert.Equal(10933, settings.Tentacle.Services.PortNumber);
        Assert.Equal(551L << 20, settings.Disk.MinimumFree);
        Assert.Equal(1L << 30, settings.Jobs.LogLimit);
        Assert.Equal(7, settings.Jobs.ForgottenTicketDays);
        Assert.Null(settings.Jobs.MaxRunning);
        Assert.Empty(settings.Tentacle.Communication.TrustedOctopusServers);
    }

    // C4
    [Theory]
    [InlineData("{}")]
    [InlineData(" { /* nothing */ } ")]
    [InlineData("""{ "Something": "else" }""")]
    [InlineData("""{ "Octopus": {} }""")]
    [InlineData("""{ "Tentacle": { "Communication": { "Trusted": [] } }, "Jobs": { "Limit": 1 } }""")]
    public void Load_NoMemberThatIsKnown_IsRefused(string content)
    {
        File.WriteAllText(_store.Path, content);

        Assert.Contains("no setting that is known here", Assert.Throws<SettingsException>(_store.Load).Message, StringComparison.Ordinal);
        Assert.Throws<SettingsException>(() => _store.Change(settings => settings with { Octopus = new OctopusSettings { Home = "/x" } }));
        Assert.Equal(content, File.ReadAllText(_store.Path));
    }

    [Fact]
    public void Load_SomethingElseInItsPlace_IsRefusedAndNotWaitedFor()
    {
        Directory.CreateDirectory(_store.Path);
        Assert.Contains("it is a directory", Assert.Throws<SettingsException>(_store.Load).Message, StringComparison.Ordinal);
        Directory.Delete(_store.Path);

        File.CreateSymbolicLink(_store.Path, "/dev/zero");
        Assert.Contains("it is a device", Assert.Throws<SettingsException>(_store.Load).Message, StringComparison.Ordinal);
        File.Delete(_store.Path);

        using (var file = File.OpenHandle(_store.Path, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.SetLength(file, 1L << 30);
        }

        Assert.Contains("bytes", Assert.Throws<SettingsException>(_store.Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileThatIsALink_IsFollowed()
    {
        File.WriteAllText(_directory["real"], """{ "Jobs": { "MaxRunning": 3 } }""");
        File.CreateSymbolicLink(_store.Path, "real");

        Assert.Equal(3, _store.Load().Jobs.MaxRunning);
    }

    [Fact]
    public void Unknown_MembersOfEverySection_AreNamed()
    {
        File.WriteAllText(_store.Path, """
            { "A": 1, "Octopus": { "B": 1, "Proxy": { "C": 1 }, "Server": { "D": 1, "Proxy": { "E": 1 } } },
              "Tentacle": { "F": 1, "Services": { "G": 1, "PortNumber": 5 }, "Communication": { "H": 1 }, "Deployment": { "I": 1 } },
              "Jobs": { "J": 1 }, "Disk": { "K": 1 }, "Files": { "L": 1 }, "Health": { "M": 1 }, "Otlp": { "N": 1 } }
            """);

        Assert.Equal(
            ["A", "Octopus.B", "Octopus.Proxy.C", "Octopus.Server.D", "Octopus.Server.Proxy.E", "Tentacle.F", "Tentacle.Services.G", "Tentacle.Communication.H", "Tentacle.Deployment.I", "Jobs.J", "Disk.K", "Files.L", "Health.M", "Otlp.N"],
            SettingsMembers.Unknown(_store.Load()));
        Assert.Null(SettingsMembers.DescribeUnknown(new InstanceSettings()));
    }

    [Fact]
    public void Change_MembersThatAreNotKnown_AreKept()
    {
        File.WriteAllText(_store.Path, """
            {
              // A comment is allowed.
              "Added": { "Later": [1, 2] },
              "tentacle": { "Services": { "PortNumber": 1, "Fresh": true }, "Communication": { "PollingConnectionCount": 5,
                "TrustedOctopusServers": [ { "Thumbprint": "0123456789012345678901234567890123456789", "CommunicationStyle": "TentacleActive", "Mode": "x" } ] } },
            }
            """);

        _store.Change(settings => settings with { Octopus = new OctopusSettings { Home = "/x" } });

        var written = JsonNode.Parse(File.ReadAllText(_store.Path))!;
        Assert.Equal("[1,2]", written["Added"]!["Later"]!.ToJsonString());
        Assert.Equal("true", written["Tentacle"]!["Services"]!["Fresh"]!.ToJsonString());
        Assert.Equal("1", written["Tentacle"]!["Services"]!["PortNumber"]!.ToJsonString());
        Assert.Equal("5", written["Tentacle"]!["Communication"]!["PollingConnectionCount"]!.ToJsonString());
        var server = written["Tentacle"]!["Communication"]!["TrustedOctopusServers"]![0]!;
        Assert.Equal("x", (string?)server["Mode"]);
        Assert.Equal(2, (int)server["CommunicationStyle"]!);
        Assert.Equal("/x", (string?)written["Octopus"]!["Home"]);
    }

    [Theory]
    [InlineData("", "valid settings")]
    [InlineData("{ \"Tentacle\": ", "valid settings")]
    [InlineData("{ \"Tentacle\": null }", "valid settings")]
    [InlineData("null", "valid settings")]
    [InlineData("<octopus-settings/>", "XML")]
    [InlineData("{ \"Tentacle\": { \"Services\": { \"PortNumber\": 70000 } } }", "Tentacle.Services.PortNumber is 70000; set a port from 1 to 65535")]
    [InlineData("{ \"Tentacle\": { \"Services\": { \"ListenIP\": \"here\" } } }", "Tentacle.Services.ListenIP is 'here'")]
    [InlineData("{ \"Jobs\": { \"MaxRunning\": 0 } }", "Jobs.MaxRunning is 0")]
    [InlineData("{ \"Tentacle\": { \"Communication\": { \"TrustedOctopusServers\": [ { \"Thumbprint\": \"abc\" } ] } } }", "'abc' is not a thumbprint")]
    public void Load_Malformed_SaysWhatIsWrongWhere(string content, string expected)
    {
        File.WriteAllText(_store.Path, content);

        var e = Assert.Throws<SettingsException>(_store.Load);

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains(_store.Path, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Change_BrokenRule_LeavesTheFile()
    {
        _store.Create(new InstanceSettings());
        var before = File.ReadAllBytes(_store.Path);

        var e = Assert.Throws<SettingsException>(() => _store.Change(settings =>
            settings with { Tentacle = settings.Tentacle with { Services = settings.Tentacle.Services with { PortNumber = -1 } } }));

        Assert.Contains("PortNumber is -1", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_store.Path));
    }

    [Fact]
    public async Task Change_ByManyAtOnce_LosesNone()
    {
        _store.Create(new InstanceSettings());

        // Each store opens the lock file by itself, as two processes would.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < 25; i++)
            {
                var thumbprint = Thumbprint.Parse($"{writer:D20}{i:D20}");
                new SettingsStore(_store.Path).Change(settings => settings with
                {
                    Tentacle = settings.Tentacle with
                    {
                        Communication = settings.Tentacle.Communication with
                        {
                            TrustedOctopusServers = [.. settings.Tentacle.Communication.TrustedOctopusServers, new TrustedServer { Thumbprint = thumbprint }],
                        },
                    },
                });
            }
        }, TestContext.Current.CancellationToken)));

        Assert.Equal(100, _store.Load().Tentacle.Communication.TrustedOctopusServers.Select(server => server.Thumbprint).Distinct().Count());
        Assert.Empty(Directory.GetFiles(_directory.Path, "*.tmp"));
    }

    [Fact]
    public void Create_OnUnix_IsOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Unix modes.");
            return;
        }

        _store.Create(new InstanceSettings());

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_store.Path));
    }

    [Fact]
    public void Create_WhenThereAlready_KeepsIt()
    {
        File.WriteAllText(_store.Path, """{ "Octopus": { "Home": "/kept" } }""");

        Assert.False(_store.Create(new InstanceSettings()));

        Assert.Equal("/kept", _store.Load().Octopus.Home);
    }
}
