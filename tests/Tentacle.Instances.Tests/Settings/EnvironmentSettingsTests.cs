using Tentacle.Contracts;
using Tentacle.Instances.Settings;
using Tentacle.Testing;

namespace Tentacle.Instances.Tests.Settings;

public sealed class EnvironmentSettingsTests : IDisposable
{
    private static readonly string A = new('A', 40);

    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, string> _variables = new() { [EnvironmentSettings.SwitchVariable] = "true" };

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Over_WithoutTheSwitch_ChangesNothing()
    {
        _variables.Remove(EnvironmentSettings.SwitchVariable);
        _variables["TENTACLE_SERVICE_PORT"] = "1234";
        var settings = new InstanceSettings();

        Assert.Same(settings, Read().Over(settings));
    }

    [Fact]
    public void Over_EveryName_ReachesItsSetting()
    {
        _variables["OCTOPUS_HOME"] = "/home";
        _variables["OCTOPUS_USE_DEFAULT_PROXY"] = "false";
        _variables["OCTOPUS_PROXY_HOST"] = "web";
        _variables["OCTOPUS_PROXY_PORT"] = "1";
        _variables["OCTOPUS_PROXY_USER"] = "u1";
        _variables["OCTOPUS_PROXY_PASSWORD"] = "p1";
        _variables["TENTACLE_SERVICE_PORT"] = "2";
        _variables["TENTACLE_LISTEN_IP"] = "127.0.0.1";
        _variables["TENTACLE_NO_LISTEN"] = "True";
        _variables["TENTACLE_TRUSTED_SERVERS"] = $$"""[{"Thumbprint":"{{A}}","CommunicationStyle":"TentacleActive","Address":"https://s:10943"}]""";
        _variables["TENTACLE_APPLICATION_DIRECTORY"] = "/apps";
        _variables["TENTACLE_CERTIFICATE"] = "AAAA";
        _variables["TENTACLE_CERTIFICATE_THUMBPRINT"] = A;
        _variables["TENTACLE_POLLING_USE_DEFAULT_PROXY"] = "false";
        _variables["TENTACLE_POLLING_CUSTOM_PROXY_HOST"] = "poll";
        _variables["TENTACLE_POLLING_CUSTOM_PROXY_PORT"] = "3";
        _variables["TENTACLE_POLLING_CUSTOM_PROXY_USER"] = "u2";
        _variables["TENTACLE_POLLING_CUSTOM_PROXY_PASSWORD"] = "p2";
        Assert.Subset(_variables.Keys.ToHashSet(), EnvironmentSettings.Names.ToHashSet());

        var read = Read();
        var settings = read.Over(new InstanceSettings());

        Assert.Equal(new ProxySettings { UseDefaultProxy = false, ProxyHost = "web", ProxyPort = 1, ProxyUsername = "u1", PlainPassword = "p1" }, settings.Octopus.Proxy);
        Assert.Equal(new ProxySettings { UseDefaultProxy = false, ProxyHost = "poll", ProxyPort = 3, ProxyUsername = "u2", PlainPassword = "p2" }, settings.Octopus.Server.Proxy);
        Assert.Equal(new ServicesSettings { PortNumber = 2, ListenIP = "127.0.0.1", NoListen = true }, settings.Tentacle.Services);
        Assert.Equal(("/home", "/apps", "AAAA", A), (settings.Octopus.Home, settings.Tentacle.Deployment.ApplicationDirectory, settings.Tentacle.PlainCertificate, settings.Tentacle.CertificateThumbprint));
        Assert.Equal(new TrustedServer { Thumbprint = Thumbprint.Parse(A), CommunicationStyle = CommunicationStyle.TentacleActive, Address = "https://s:10943" }, Assert.Single(settings.Tentacle.Communication.TrustedOctopusServers));
        Assert.Equal(["OCTOPUS_PROXY_PASSWORD", "TENTACLE_CERTIFICATE", "TENTACLE_POLLING_CUSTOM_PROXY_PASSWORD"], read.SecretNames.Order());
    }

    [Fact]
    public void Read_FileInAParentDirectory_IsBelowTheProcess()
    {
        File.WriteAllText(_directory[".env"], "# a comment\n\nTENTACLE_SERVICE_PORT = 10 \nTENTACLE_LISTEN_IP=10.0.0.1\n");
        Directory.CreateDirectory(_directory["bin/deep"]);
        _variables["TENTACLE_SERVICE_PORT"] = "20";

        var services = EnvironmentSettings.Read(_variables.GetValueOrDefault, _directory["bin/deep"]).Over(new InstanceSettings()).Tentacle.Services;

        Assert.Equal((20, "10.0.0.1"), (services.PortNumber, services.ListenIP));
    }

    [Fact]
    public void Read_LineThatIsNoPair_IsNamed()
    {
        File.WriteAllText(_directory[".env"], "A=1\nnonsense\n");

        var e = Assert.Throws<SettingsException>(Read);

        Assert.Contains($"Line 2 of '{_directory[".env"]}'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TENTACLE_SERVICE_PORT", "many", "TENTACLE_SERVICE_PORT has the value 'many'")]
    [InlineData("TENTACLE_NO_LISTEN", "perhaps", "TENTACLE_NO_LISTEN has the value 'perhaps'")]
    [InlineData("TENTACLE_TRUSTED_SERVERS", "[", "TENTACLE_TRUSTED_SERVERS")]
    [InlineData("TENTACLE_CERTIFICATE", "secret!", "TENTACLE_CERTIFICATE has a value that is not valid")]
    public void Over_ValueThatCannotBeRead_IsNamedAndSecretsAreNotShown(string name, string value, string expected)
    {
        _variables[name] = value;

        var e = Assert.Throws<SettingsException>(() => Read().Over(new InstanceSettings()));

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret!", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Change_UnderAnEnvironment_DoesNotWriteItsValues()
    {
        _variables["TENTACLE_SERVICE_PORT"] = "4321";
        var store = new SettingsStore(_directory["settings.json"], Read());
        store.Create(new InstanceSettings());

        var change = store.Change(settings => settings with { Octopus = settings.Octopus with { Home = "/x" } });

        Assert.Equal((4321, 4321), (store.Load().Tentacle.Services.PortNumber, change.After.Tentacle.Services.PortNumber));
        Assert.Equal(10933, new SettingsStore(store.Path, EnvironmentSettings.None).Load().Tentacle.Services.PortNumber);
    }

    [Fact]
    public void Over_KnobsOfTheOriginal_NeedNoSwitch()
    {
        _variables.Clear();
        _variables["OCTOPUS__TENTACLE__LOGLEVEL"] = "trace";
        _variables["TentaclePollingConnectionCount"] = "5";

        var settings = Read().Over(new InstanceSettings());

        Assert.Equal((LogDetail.Trace, 5), (settings.Octopus.LogLevel, settings.Tentacle.Communication.PollingConnectionCount));
    }

    private EnvironmentSettings Read() => EnvironmentSettings.Read(_variables.GetValueOrDefault, _directory.Path);
}
