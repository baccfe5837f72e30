using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Manager.Model.Forms;
using Tentacle.Manager.Model.Instances;
using Tentacle.Manager.Model.Jobs;
using Tentacle.Testing;

namespace Tentacle.Manager.Tests.Model;

public sealed class FormTests
{
    [Fact]
    public void Directories_OfTheWizard_FollowTheNameUntilTheyAreChanged()
    {
        var form = new SetupForm("/etc/octopus");
        form.Rename("Web01");
        Assert.Equal("/etc/octopus/Web01", form.Home);

        form.Home = "/srv/tentacle";
        form.Rename("Web02");

        Assert.Equal("/srv/tentacle", form.Home);
        Assert.Equal("/etc/octopus/Web02/Applications", form.Applications);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("WEB01")]
    public void Name_InvalidOrTaken_IsRefused(string name)
    {
        var form = new SetupForm("/etc/octopus");
        form.Rename(name);

        Assert.NotNull(form.InstanceError(["Web01"]));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("ten")]
    public void Port_Invalid_IsRefused(string port) => Assert.Contains($"“{port}” is not a port.", Fields.PortError(port), StringComparison.Ordinal);

    [Fact]
    public void Wizard_WithWhatAnotherInstanceUses_SaysItsNameAndProposesAnotherPort()
    {
        using var machine = new TemporaryDirectory();
        var form = new SetupForm(machine.Path) { Others = Others(machine) };
        form.Rename("B");

        Assert.Equal(("10934", null, null), (form.Port, form.HomeError, form.ApplicationsError));
        form.Home = machine["A"];
        form.Applications = machine["A/Applications/B"];
        form.Port = "10933";

        Assert.All([form.HomeError, form.ApplicationsError, form.PortError], error => Assert.Contains("the instance 'A'", error, StringComparison.Ordinal));
        Assert.False(form.IsStorageGood([]));
        Assert.False(form.IsCommunicationGood);
    }

    [Fact]
    public void Settings_WithWhatAnotherInstanceUses_AreNoCommandAndSayItsName()
    {
        using var machine = new TemporaryDirectory();
        var draft = new SettingsDraft(Snapshot(), Others(machine)) { Home = machine["A/Work"], Port = "10934" };

        Assert.Contains("the home directory of the instance 'A'", draft.HomeError, StringComparison.Ordinal);
        Assert.Null(draft.PortError);
        Assert.Null(draft.Command("B"));
    }

    [Fact]
    public void Port_InUse_IsSaidAtOnceWithWhoHasIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the system does not say who.");
        using var holder = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        holder.Start();
        var port = $"{((System.Net.IPEndPoint)holder.LocalEndpoint).Port}";

        Assert.All([new SetupForm("/x") { Port = port }.PortError, new SettingsDraft(Snapshot()) { Port = port }.PortError], error =>
            Assert.Contains($"Port {port} is in use by '", error, StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_ThatAreNotChanged_AreNoCommand()
    {
        var draft = new SettingsDraft(Snapshot());

        Assert.False(draft.IsChanged);
        Assert.Null(draft.Command("A"));
    }

    [Fact]
    public void Settings_ThatAreChanged_AreOneCommandWithWhatChangedOnly()
    {
        var draft = new SettingsDraft(Snapshot()) { Port = "10934", Address = "127.0.0.1" };
        Assert.Equal("tentacle configure --instance A --port 10934 --listenIpAddress 127.0.0.1", draft.Command("A")!.ToString());

        draft.Address = "somewhere";

        Assert.Null(draft.Command("A"));
        Assert.NotNull(draft.AddressError);
    }

    [Theory]
    [InlineData("octopus")]
    [InlineData("http://octopus:10943")]
    [InlineData("https://octopus:10943/path")]
    [InlineData("https://")]
    [InlineData("https://octopus:99999")]
    public void ServerAddress_Invalid_IsRefused(string address) => Assert.NotNull(Fields.ServerAddressError(address));

    [Fact]
    public void Proxy_ThatIsNotChanged_IsNoCommand_AndItsPasswordIsNowhere()
    {
        var form = new ProxyForm(new ProxySettings { ProxyHost = "proxy.local", ProxyPort = 3128, ProxyUsername = "octopus", ProxyPassword = "encrypted" });

        Assert.Null(form.Command("A", ProxyForm.WebCommand));
        Assert.Equal((ProxyKind.Custom, "proxy.local", "3128", "octopus", "", true), (form.Kind, form.Host, form.Port, form.Username, form.Password, form.HasPassword));
    }

    [Fact]
    public void Proxy_ThatIsChanged_IsOneCommand()
    {
        var form = new ProxyForm(new ProxySettings { ProxyHost = "proxy.local", ProxyPort = 3128, ProxyUsername = "octopus" }) { Port = "8080", Username = "", Password = "hunter22" };
        var command = form.Command("A", ProxyForm.WebCommand)!;
        Assert.Equal("tentacle proxy --instance A --proxyEnable True --proxyHost proxy.local --proxyPort 8080 --proxyUsername '' --proxyPassword -", command.ToString());
        Assert.Equal(["hunter22"], command.SecretInput);

        form.Kind = ProxyKind.System;
        form.Password = "";
        Assert.Equal("tentacle proxy --instance A --proxyEnable True --proxyHost '' --proxyUsername ''", form.Command("A", ProxyForm.WebCommand)!.ToString());

        form.Kind = ProxyKind.None;
        Assert.Equal("tentacle proxy --instance A --proxyEnable False", form.Command("A", ProxyForm.WebCommand)!.ToString());

        (form.Kind, form.Host) = (ProxyKind.Custom, "http://proxy.local:3128");
        Assert.Null(form.Command("A", ProxyForm.WebCommand));
        Assert.Contains("without scheme and port", form.HostError, StringComparison.Ordinal);
    }

    [Fact]
    public void AgentLog_HasTheNewestFirst_AndTracesHaveTheLevelOfTheirLine()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["OctopusTentacle.txt"], "2026-11-25 01:00:00.000 INFO Started\n2026-11-25 01:00:01.000 EROR Broke\n   at Somewhere()\n2026-11-25 01:00:02.000 WARN Odd\n");
        var tail = new AgentLogTail(directory.Path);

        tail.Read();

        Assert.Equal([AgentLogLevel.Warning, AgentLogLevel.Error, AgentLogLevel.Error, AgentLogLevel.Information], tail.Lines.Select(line => line.Level));
    }

    [Fact]
    public void AgentLog_ThatIsNotThere_IsEmpty()
    {
        using var directory = new TemporaryDirectory();
        var tail = new AgentLogTail(directory["none"]);

        tail.Read();

        Assert.Empty(tail.Lines);
        Assert.Null(tail.Problem);
    }

    // A machine that has an instance A, which listens on the usual port.
    private static InstanceNeighbours Others(TemporaryDirectory machine)
    {
        var index = new InstanceIndex(new ConfigurationRoots([machine["index"]], machine["index"]));
        new SettingsStore(machine["A/Tentacle.config"]).Create(new InstanceSettings());
        index.Add(new InstanceEntry("A", machine["A/Tentacle.config"]));
        return InstanceNeighbours.Find(index, name: null, settingsPath: null);
    }

    private static InstanceSnapshot Snapshot() => new()
    {
        Name = "A",
        Instance = new Instance("A", "/etc/octopus/a/tentacle.config", "/etc/octopus", IsListed: true),
        Settings = new InstanceSettings(),
    };
}
