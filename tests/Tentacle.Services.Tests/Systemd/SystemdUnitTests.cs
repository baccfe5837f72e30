using Tentacle.Instances;
using Tentacle.Services.Control;
using Tentacle.Services.Systemd;

namespace Tentacle.Services.Tests.Systemd;

public sealed class SystemdUnitTests
{
    [Fact]
    public void Compose_ListedInstance_SaysAllThatTheServiceNeeds()
    {
        var unit = Compose(Listed("Tentacle"), user: "deploy", ["postgresql.service"]);

        Assert.Equal(
            """
            # Managed by Tentacle for "Tentacle". 'tentacle service' rewrites this file: your own settings belong in a drop-in ('systemctl edit Tentacle.service').
            [Unit]
            Description=Octopus Deploy: Tentacle deployment agent (Tentacle)
            Wants=network-online.target postgresql.service
            After=network.target network-online.target postgresql.service
            StartLimitIntervalSec=600
            StartLimitBurst=60

            [Service]
            Type=notify
            User=deploy
            ExecStart="/opt/octopus/tentacle/tentacle" run "--instance=Tentacle" --noninteractive
            Restart=always
            RestartSec=5
            TimeoutStartSec=300
            TimeoutStopSec=30
            WatchdogSec=60
            # A job belongs to its own supervisor: it goes on while the agent is stopped, replaced or out of memory.
            KillMode=process
            OOMPolicy=continue
            Delegate=yes
            TasksMax=infinity

            [Install]
            WantedBy=multi-user.target

            """,
            unit.Text);
    }

    [Theory]
    [InlineData("a b", "\"--instance=a b\"")]
    [InlineData("100%n", "\"--instance=100%%n\"")]
    [InlineData("$HOME", "\"--instance=$$HOME\"")]
    [InlineData("it's; é", "\"--instance=it's; é\"")]
    public void Compose_NameWithAMeaningForSystemd_IsWrittenAsItself(string name, string argument) =>
        Assert.Contains($" run {argument} --noninteractive\n", Compose(Listed(name)).Text, StringComparison.Ordinal);

    [Fact]
    public void Compose_UnlistedInstance_NamesItsSettingsFile()
    {
        var unit = Compose(new Instance("Tentacle", "/srv/a \"b\"\\c/Tentacle.config", "/etc/octopus", IsListed: false));

        Assert.Contains("run \"--config=/srv/a \\\"b\\\"\\\\c/Tentacle.config\" --noninteractive", unit.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_ProgramWithADollar_IsNotTakenForAVariable()
    {
        var unit = SystemdUnit.Compose(new ServiceDefinition { Instance = Listed("x"), Program = "/opt/a $b%c/tentacle" }, "root", []);

        Assert.Contains("ExecStart=\"/opt/a $b%%c/tentacle\" run", unit.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Unit_OfOneInstance_IsNotThatOfAnotherWithTheSameUnitName()
    {
        var unit = Compose(Listed("a b"));

        Assert.Equal(ServiceName.OfUnit(Listed("a b")), ServiceName.OfUnit(Listed("a-b")));
        Assert.True(unit.IsOurs);
        Assert.True(unit.IsFor(Listed("a b")));
        Assert.False(unit.IsFor(Listed("a-b")));
        Assert.False(new SystemdUnit("[Unit]\n# Managed by Tentacle for \"a b\".\n").IsOurs);
    }

    [Theory]
    [InlineData("deploy")]
    [InlineData("100%")]
    public void User_IsReadBackAsItWasWritten(string user) => Assert.Equal(user, Compose(Listed("x"), user).User);

    [Theory]
    [InlineData("Tentacle", "Tentacle.service")]
    [InlineData("Web Server 1", "Web-Server-1.service")]
    [InlineData("a@b", "a\\x40b.service")]
    [InlineData("é", "\\xc3\\xa9.service")]
    public void UnitName_OfAnInstance_IsTheOriginalsOrEscaped(string name, string unit) => Assert.Equal(unit, ServiceName.OfUnit(Listed(name)));

    [Fact]
    public void UnitName_OfAnUnlistedInstance_IsTheOriginals() =>
        Assert.Equal("OctopusDeploy-Tentacle.service", ServiceName.OfUnit(new Instance("Tentacle", "/srv/t.config", "/etc/octopus", IsListed: false)));

    [Fact]
    public void UnitName_ThatIsTooLong_IsRefusedWithARemedy() =>
        Assert.Contains("shorter name", Assert.Throws<ServiceException>(() => ServiceName.OfUnit(Listed(new string('é', 100)))).Message, StringComparison.Ordinal);

    private static SystemdUnit Compose(Instance instance, string user = "root", IReadOnlyList<string>? dependsOn = null) =>
        SystemdUnit.Compose(new ServiceDefinition { Instance = instance, Program = "/opt/octopus/tentacle/tentacle" }, user, dependsOn ?? []);

    private static Instance Listed(string name) => new(name, $"/srv/{name}/Tentacle.config", "/etc/octopus", IsListed: true);
}
