using Tentacle.Contracts;
using Tentacle.Manager.Commands;

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
    public void Listening_WithoutAServer_TrustsNobody()
    {
        var commands = InstanceCommands.Listening(new ListeningPlan { Instance = "A", Home = "/h", SettingsFile = "/h/t.config", Applications = "/a", Port = 10933 });

        Assert.Equal(["create-instance", "new-certificate", "configure"], commands.Select(command => command.Arguments[0]));
        Assert.DoesNotContain("--trust", commands[^1].Arguments);
    }

    [Fact]
    public void Undo_OfASetUpThatMadeNothing_DoesNothing()
    {
        var plan = new ListeningPlan { Instance = "A", Home = "/h", SettingsFile = "/h/t.config", Applications = "/a", Port = 10933, Trust = [Thumbprint.Parse(new string('A', 40))] };

        Assert.Empty(InstanceCommands.UndoListening(plan, done: 0));
        Assert.Equal("delete-instance", Assert.Single(InstanceCommands.UndoListening(plan, done: 1)).Arguments[0]);
    }
}
