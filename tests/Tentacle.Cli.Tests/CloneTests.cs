using System.Text.Json.Nodes;
using Tentacle.Instances.Secrets;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Cli.Tests;

/// <summary>A copy of a machine does not act as the one that it was copied from.</summary>
public sealed class CloneTests : IAsyncLifetime
{
    private TemporaryInstance _instance = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(File.Exists("/etc/machine-id") && Environment.GetEnvironmentVariable(MachineIdentity.ContainerVariable) is null, "This machine has no id.");
        _instance = await TemporaryInstance.CreateAsync(new TemporaryInstanceOptions(), Token);
        await _instance.StartAgentAsync(Token);
        await _instance.StopAgentAsync(Token);

        // What a copy of this home looks like to the machine that it was copied to.
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(_instance.SettingsFile, Token))!;
        Assert.Matches("^[0-9A-F]{64}$", (string?)settings["Octopus"]!["MachineIdentity"]);
        settings["Octopus"]!["MachineIdentity"] = new string('0', 64);
        await File.WriteAllTextAsync(_instance.SettingsFile, settings.ToJsonString(), Token);
    }

    public ValueTask DisposeAsync() => _instance is null ? ValueTask.CompletedTask : _instance.DisposeAsync();

    [Fact]
    public async Task Run_OnACopy_DoesNotStartAndSaysWhatToDo()
    {
        var called = await _instance.RunAsync(Token, "run");

        Assert.Equal((1, ""), (called.ExitCode, called.Output));
        Assert.Contains("set up on another machine", called.Errors, StringComparison.Ordinal);
        Assert.Contains("tentacle new-certificate --instance \"Tentacle\"", called.Errors, StringComparison.Ordinal);
        Assert.Contains("--accept-clone", called.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AfterNewCertificate_Starts()
    {
        (await _instance.RunAsync(Token, "new-certificate")).Succeeded();

        await StartsAsync(_instance.Command("run"));
    }

    [Fact]
    public async Task Run_Accepted_StartsThenAndLater()
    {
        await StartsAsync(_instance.Command("run", "--accept-clone"));

        await StartsAsync(_instance.Command("run"));
    }

    [Theory]
    [InlineData("TENTACLE_ACCEPT_CLONE", "true")]
    [InlineData("OCTOPUS_RUNNING_IN_CONTAINER", "Y")]
    public async Task Run_AcceptedByTheEnvironment_Starts(string variable, string value)
    {
        var command = _instance.Command("run");

        await StartsAsync(command with { Environment = new Dictionary<string, string?>(command.Environment) { [variable] = value } });
    }

    private static async Task StartsAsync(ProgramStart run)
    {
        await using var agent = RunningProgram.Start(run);
        await Testing.Eventually.TrueAsync(() => agent.HasExited || agent.Output.Contains("Listener started", StringComparison.Ordinal), Token);
        Assert.False(agent.HasExited, agent.Errors);
        agent.Terminate();
        Assert.Equal(0, await agent.WaitForExitAsync(Token));
    }
}
