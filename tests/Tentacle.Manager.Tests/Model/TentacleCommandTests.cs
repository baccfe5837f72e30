using Tentacle.Manager.Commands;
using Tentacle.Manager.Model.Forms;

namespace Tentacle.Manager.Tests.Model;

public sealed class TentacleCommandTests
{
    [Theory]
    [InlineData("Tentacle", "Tentacle")]
    [InlineData("My Tentacle", "'My Tentacle'")]
    [InlineData("", "''")]
    [InlineData("/opt/a b", "'/opt/a b'")]
    [InlineData("$(reboot)", "'$(reboot)'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("a;b", "'a;b'")]
    public void Line_OfAnArgument_IsWhatAShellReadsAsThatArgument(string argument, string shown) =>
        Assert.Equal($"tentacle configure --instance {shown}", new TentacleCommand("configure", "--instance", argument).ToString());

    [Fact]
    public void Line_WithASecret_HoldsADashInItsPlace()
    {
        var command = new TentacleCommand("proxy", "--proxyPassword", "-") { SecretInput = ["hunter22"] };

        Assert.DoesNotContain("hunter22", command.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void SetUp_OfAListeningTentacleWithoutAServer_TrustsNoServer()
    {
        var commands = InstanceCommands.SetUp(Listening());

        Assert.Equal(["create-instance", "new-certificate", "configure"], commands.Select(command => command.Arguments[0]));
        Assert.DoesNotContain("--trust", commands[^1].Arguments);
    }

    [Fact]
    public void SetUp_OfAPollingTentacle_OpensNoPortAndGoesThroughItsProxy()
    {
        var form = new SetupForm("/etc/octopus") { Polls = true, ServerAddress = "https://octopus:10943", ServerThumbprint = new string('a', 40), InstallsService = true };
        form.Rename("Web01");
        form.Proxy.Kind = ProxyKind.Custom;
        (form.Proxy.Host, form.Proxy.Port, form.Proxy.Username, form.Proxy.Password) = ("proxy.local", "3128", "octopus", "hunter22");

        Assert.True(form.IsCommunicationGood);
        Assert.Equal(
            [
                "tentacle create-instance --instance Web01 --config /etc/octopus/Web01/tentacle-web01.config --home /etc/octopus/Web01",
                "tentacle new-certificate --instance Web01 --if-blank",
                "tentacle configure --instance Web01 --home /etc/octopus/Web01 --app /etc/octopus/Web01/Applications --noListen True",
                "tentacle polling-proxy --instance Web01 --proxyEnable True --proxyHost proxy.local --proxyPort 3128 --proxyUsername octopus --proxyPassword -",
                $"tentacle poll-server --instance Web01 --server-comms-address https://octopus:10943 --thumbprint {new string('A', 40)}",
                "tentacle service --instance Web01 --install --start",
            ],
            form.Commands().Select(command => command.ToString()));
    }

    [Fact]
    public void Undo_TakesBackWhatWasMadeAndNothingElse()
    {
        var plan = Listening() with { InstallsService = true };

        Assert.Empty(InstanceCommands.UndoSetUp(plan, done: 0, withFiles: true));
        Assert.Equal(["tentacle delete-instance --instance A --delete-home"], InstanceCommands.UndoSetUp(plan, done: 1, withFiles: true).Select(command => command.ToString()));
        Assert.Equal(["tentacle delete-instance --instance A"], InstanceCommands.UndoSetUp(plan, done: 2, withFiles: false).Select(command => command.ToString()));
        Assert.Equal(
            ["tentacle service --instance A --stop --uninstall", "tentacle delete-instance --instance A --delete-home"],
            InstanceCommands.UndoSetUp(plan, done: 3, withFiles: true).Select(command => command.ToString()));
    }

    private static SetupPlan Listening() => new() { Instance = "A", Home = "/h", SettingsFile = "/h/t.config", Applications = "/a", Port = 10933 };
}
