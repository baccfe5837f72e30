using System.Text.Json.Nodes;
using Tentacle.Contracts;
using Tentacle.Core.Instances;
using Tentacle.Core.Instances.Settings;
using Tentacle.Testing;

namespace Tentacle.Core.Tests.Instances;

public sealed class SettingsStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SettingsStore _store;

    public SettingsStoreTests() => _store = new SettingsStore(_directory["Tentacle.config"]);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Load_EmptyObject_GivesDefaults()
    {
        File.WriteAllText(_store.Path, "{}");

        var settings = _store.Load();

        Assert.Equal(10933, settings.Tentacle.Services.PortNumber);
        Assert.Equal(551L << 20, settings.Disk.MinimumFree);
        Assert.Equal(1L << 30, settings.Jobs.LogLimit);
        Assert.Equal(7, settings.Jobs.ForgottenTicketDays);
        Assert.Null(settings.Jobs.MaxRunning);
        Assert.Empty(settings.Tentacle.Communication.TrustedOctopusServers);
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
