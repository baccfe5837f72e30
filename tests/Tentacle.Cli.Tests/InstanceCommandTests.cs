using System.Text.Json.Nodes;
using Tentacle.Instances.Secrets;

namespace Tentacle.Cli.Tests;

public sealed class InstanceCommandTests : IDisposable
{
    private static readonly string NewLine = Environment.NewLine;

    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task ListInstances_None_SaysSo() =>
        Assert.Equal(new Called(0, $"No tentacle instances are installed on this machine.{NewLine}", ""), await _machine.CallAsync("list-instances"));

    [Fact]
    public async Task ListInstances_Text_IsALineEach()
    {
        await _machine.CreateInstanceAsync("Tentacle");
        await _machine.CreateInstanceAsync("My Second");

        var called = await _machine.CallAsync("list-instances", "--format", "text");

        Assert.Equal(
            $"Instance 'My Second' uses configuration '{_machine["My Second/Tentacle.config"]}'.{NewLine}Instance 'Tentacle' uses configuration '{_machine["Tentacle/Tentacle.config"]}'.{NewLine}",
            called.Out);
        Assert.Equal((0, ""), (called.ExitCode, called.Error));
    }

    [Fact]
    public async Task ListInstances_Json_IsAnArray()
    {
        await _machine.CreateInstanceAsync("Tentacle");

        var called = await _machine.CallAsync("list-instances", "--format=json");

        Assert.Equal(
            $$"""[{"InstanceName":"Tentacle","ConfigurationFilePath":"{{_machine["Tentacle/Tentacle.config"]}}"}]""",
            JsonNode.Parse(called.Out)!.ToJsonString());
        Assert.Equal("", called.Error);
    }

    [Fact]
    public async Task ListInstances_JsonOfNone_IsAnEmptyArray() =>
        Assert.Equal($"[]{NewLine}", (await _machine.CallAsync("list-instances", "--format=json")).Out);

    [Theory]
    [InlineData("show-thumbprint")]
    [InlineData("configure")]
    [InlineData("show-configuration")]
    [InlineData("new-certificate")]
    [InlineData("delete-instance")]
    public async Task Command_ForInvalidInstance_NamesThoseThereAre(string command)
    {
        await _machine.CreateInstanceAsync("Here");

        var called = await _machine.CallAsync(command, "--instance", "Nowhere");

        Assert.Equal(new Called(1, "", $"Instance Nowhere of tentacle has not been configured on this machine. Available instances: Here.{NewLine}"), called);
    }

    [Fact]
    public async Task CreateInstance_Twice_IsTheSame()
    {
        await _machine.CreateInstanceAsync();
        var before = await File.ReadAllTextAsync(_machine["Tentacle/Tentacle.config"], TestContext.Current.CancellationToken);

        await _machine.CreateInstanceAsync();

        Assert.Equal(before, await File.ReadAllTextAsync(_machine["Tentacle/Tentacle.config"], TestContext.Current.CancellationToken));
        Assert.Single(_machine.Index.List());
    }

    [Fact]
    public async Task CreateInstance_TakenName_IsRefused()
    {
        await _machine.CreateInstanceAsync();

        var called = await _machine.CallAsync("create-instance", "--instance", "tentacle", "--config", _machine["elsewhere/Tentacle.config"]);

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.Contains("The instance 'Tentacle' already exists", called.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_machine["elsewhere"]));
    }

    [Fact]
    public async Task CreateInstance_WithConfigOnly_IsInNoIndex()
    {
        var config = _machine["loose/My.settings"];
        Assert.Equal(0, (await _machine.CallAsync("create-instance", "--config", config)).ExitCode);

        Assert.Empty(_machine.Index.List());
        Assert.Equal(0, (await _machine.CallAsync("new-certificate", "--config", config)).ExitCode);
        Assert.Matches("^[0-9A-F]{64}$", (await _machine.CallAsync("show-thumbprint", "--config", config)).Out);
    }

    [Fact]
    public async Task CreateInstance_WithNothing_WritesToTheCurrentDirectory()
    {
        var called = await _machine.CallAsync("create-instance");

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        Assert.True(File.Exists(Path.Combine(_machine.CurrentDirectory, "Tentacle.config")));
        Assert.Equal("Tentacle", Assert.Single(_machine.Index.List()).Name);
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("a/b")]
    [InlineData("NUL")]
    [InlineData(".hidden")]
    public async Task CreateInstance_NameThatIsNoFileName_IsRefused(string name)
    {
        var called = await _machine.CallAsync("create-instance", "--instance", name, "--config", _machine["x/Tentacle.config"]);

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.Contains($"'{name}' cannot be the name of an instance", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateInstance_OnUnix_SetsTheModes()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Unix modes.");
            return;
        }

        var instance = await _machine.CreateInstanceAsync();
        await _machine.CallAsync("new-certificate");

        Assert.Equal("711", Convert.ToString((int)File.GetUnixFileMode(_machine["Tentacle"]), 8));
        Assert.Equal("600", Convert.ToString((int)File.GetUnixFileMode(instance.SettingsPath), 8));
        Assert.Equal("600", Convert.ToString((int)File.GetUnixFileMode(SecretsKeyFile.PathOf(instance)), 8));
        Assert.Equal("644", Convert.ToString((int)File.GetUnixFileMode(_machine["machine/Tentacle/Instances/tentacle.config"]), 8));
    }

    [Fact]
    public async Task DeleteInstance_Always_KeepsSettingsAndHome()
    {
        await _machine.CreateInstanceAsync("Gone");

        var called = await _machine.CallAsync("delete-instance", "--instance", "gone");

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        Assert.Empty(_machine.Index.List());
        Assert.True(File.Exists(_machine["Gone/Tentacle.config"]));
    }

    [Fact]
    public async Task DeleteInstance_WithItsHome_DeletesWhatIsItsOwnAndNothingElse()
    {
        var instance = await _machine.CreateInstanceAsync("Gone");
        Assert.Equal(0, (await _machine.CallAsync("new-certificate", "--instance", "Gone")).ExitCode);
        Directory.CreateDirectory(_machine["Gone/Jobs/a"]);
        Directory.CreateDirectory(_machine["Gone/Applications/web"]);

        var called = await _machine.CallAsync("delete-instance", "--instance", "Gone", "--delete-home");

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        Assert.Contains($"What else was in {_machine["Gone"]} is kept.", called.Out, StringComparison.Ordinal);
        Assert.Empty(_machine.Index.List());
        Assert.False(File.Exists(SecretsKeyFile.PathOf(instance)));
        Assert.Equal(["Applications"], Directory.EnumerateFileSystemEntries(_machine["Gone"]).Select(Path.GetFileName));
        Assert.True(Directory.Exists(_machine["Gone/Applications/web"]));
    }

    [Fact]
    public async Task DeleteInstance_WithAHomeThatHoldsNothingElse_LeavesNone()
    {
        await _machine.CreateInstanceAsync("Gone");

        Assert.Equal(0, (await _machine.CallAsync("delete-instance", "--instance", "Gone", "--delete-home")).ExitCode);

        Assert.False(Directory.Exists(_machine["Gone"]));
    }

    [Fact]
    public async Task DeleteInstance_WithTheHomeOfARunningAgent_IsRefusedAndDeletesNothing()
    {
        await _machine.CreateInstanceAsync("Here");
        using var held = new FileStream(_machine["Here/agent.lock"], FileMode.Create, FileAccess.Write, FileShare.None);

        var called = await _machine.CallAsync("delete-instance", "--instance", "Here", "--delete-home");

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.Contains("The agent of the instance 'Here' is running", called.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_machine["Here/Tentacle.config"]));
        Assert.Single(_machine.Index.List());
    }

    [Fact]
    public async Task DeleteInstance_WhoseSettingsAreGone_Works()
    {
        await _machine.CreateInstanceAsync("Gone");
        File.Delete(_machine["Gone/Tentacle.config"]);

        Assert.Equal(0, (await _machine.CallAsync("delete-instance", "--instance", "Gone")).ExitCode);

        Assert.Empty(_machine.Index.List());
    }

    [Fact]
    public async Task CreateInstance_InAnotherAccountsDirectory_SaysWhoMayNot()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix accounts.");
        Directory.CreateDirectory(_machine["closed"]);

        var called = await _machine.CallAsNobodyAsync("create-instance", "--config", _machine["closed/Tentacle.config"]);

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.Contains("account 'nobody'", called.Error, StringComparison.Ordinal);
        Assert.Contains("sudo", called.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_OnAnInstance_NotesItselfInTheLogFileOnly()
    {
        await _machine.CreateInstanceAsync();

        var called = await _machine.CallAsync("configure", "--trust", new string('A', 64), "--noconsolelogging");

        Assert.Equal(new Called(0, "", ""), called);
        var log = await File.ReadAllTextAsync(_machine["Tentacle/Logs/Commands.txt"], TestContext.Current.CancellationToken);
        Assert.Contains("tentacle configure --trust=AAAA", log, StringComparison.Ordinal);
        foreach (var fact in new[] { "Version:", "OperatingSystem:", "CurrentUser:", "MachineName:", "ProcessorCount:", "CurrentDirectory:", "TempDirectory:", "ProcessId:" })
        {
            Assert.Contains(fact, log, StringComparison.Ordinal);
        }
    }
}
