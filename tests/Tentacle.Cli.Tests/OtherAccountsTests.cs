using System.Text.Json.Nodes;
using Tentacle.Instances;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Cli.Tests;

/// <summary>
/// An instance that an account has made, seen by root (F14): on a machine with an /etc of its own, in a mount namespace, where that account is listed.
/// </summary>
public sealed class OtherAccountsTests : IAsyncLifetime
{
    private const string Id = "64001";
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Settings => _directory["alice/mine/Tentacle.config"];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv") && File.Exists("/usr/bin/unshare"), "Only root can be another account.");
        File.SetUnixFileMode(_directory.Path, SharedDirectory.Readable);
        var prepare = $"cp -a /etc '{_directory["etc"]}' && rm -rf '{_directory["etc/octopus"]}' && mkdir -p '{_directory["alice"]}' '{_directory["root"]}' && chown {Id}:{Id} '{_directory["alice"]}' "
            + $"&& echo 'alice:x:{Id}:{Id}::{_directory["alice"]}:/bin/sh' >> '{_directory["etc/passwd"]}' && unshare --mount -- mount --bind '{_directory["etc"]}' /etc";
        var prepared = await RunningProgram.RunAsync(new ProgramStart("/bin/bash", "-c", prepare), Token);
        Assert.SkipUnless(prepared.ExitCode == 0, $"This machine gives no mount namespace: {prepared.Errors}");
        (await AsAliceAsync("create-instance", "--instance", "Mine", "--config", Settings)).Succeeded();
        (await AsAliceAsync("new-certificate", "--instance", "Mine")).Succeeded();
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task ListInstances_AsRoot_SaysWhoseTheyAre()
    {
        var text = (await AsRootAsync("list-instances")).Succeeded();
        var json = (await AsRootAsync("list-instances", "--format", "json")).Succeeded();
        var own = (await AsAliceAsync("list-instances", "--format", "json")).Succeeded();

        Assert.Equal($"Instance 'Mine' uses configuration '{Settings}'. It belongs to the account 'alice'.\n", text.Output);
        Assert.Equal("alice", (string?)JsonNode.Parse(json.Output)![0]!["Account"]);
        Assert.Equal(["InstanceName", "ConfigurationFilePath"], JsonNode.Parse(own.Output)![0]!.AsObject().Select(member => member.Key));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run", "--instance", "Mine")]
    [InlineData("run", "--config", "SETTINGS")]
    [InlineData("service", "--install", "--start")]
    [InlineData("service", "--instance", "mine", "--install", "--username", "nobody")]
    [InlineData("delete-instance", "--instance", "Mine", "--delete-home")]
    [InlineData("delete-instance", "--instance", "Mine")]
    public async Task Command_AsRoot_SaysWhoseItIsAndChangesNothing(params string[] command)
    {
        var before = Snapshot();

        var called = await AsRootAsync([.. command.Select(word => word == "SETTINGS" ? Settings : word)]);

        Assert.Equal((1, ""), (called.ExitCode, called.Output));
        Assert.Contains("belongs to the account 'alice'", called.Errors, StringComparison.Ordinal);
        Assert.Contains(command[0] == "delete-instance" ? "sudo -u alice tentacle delete-instance" : "--install --start --username alice", called.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("new-certificate", called.Errors, StringComparison.Ordinal);
        Assert.Equal(before, Snapshot());
        Assert.False(Directory.Exists(_directory["etc/octopus"]));
    }

    [Fact]
    public async Task ShowThumbprint_AsRoot_IsThatOfTheAccountsIdentity()
    {
        var own = (await AsAliceAsync("show-thumbprint", "--sha1")).Succeeded();

        Assert.Equal(own.Output, (await AsRootAsync("show-thumbprint", "--sha1")).Succeeded().Output);
    }

    [Fact]
    public async Task Run_OfSettingsInNoIndex_AsRootSaysWhoseTheyAre()
    {
        var bare = _directory["alice/bare/Tentacle.config"];
        (await AsAliceAsync("create-instance", "--config", bare)).Succeeded();
        (await AsAliceAsync("new-certificate", "--config", bare)).Succeeded();

        var called = await AsRootAsync("run", "--config", bare);

        Assert.Equal(1, called.ExitCode);
        Assert.Contains("belongs to the account 'alice'", called.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("new-certificate", called.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_directory["etc/octopus"]));
    }

    [Fact]
    public async Task Run_WithAKeyThatCannotBeSeen_AdvisesNoNewIdentityAndMakesNoKey()
    {
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(Settings, Token))!;
        settings["Octopus"]!.AsObject().Remove("Home");
        await File.WriteAllTextAsync(_directory["copy.config"], settings.ToJsonString(), Token);

        var called = await AsRootAsync("run", "--config", _directory["copy.config"]);

        Assert.Equal(1, called.ExitCode);
        Assert.Contains("cannot be seen by the account 'root'", called.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("new-certificate", called.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_directory["etc/octopus"]));
    }

    [Fact]
    public async Task TakeOver_AsRoot_MakesItTheMachinesWithItsIdentity()
    {
        var thumbprint = (await AsAliceAsync("show-thumbprint", "--sha1")).Succeeded().Output;

        var called = (await AsRootAsync("create-instance", "--instance", "Mine", "--take-over")).Succeeded();

        Assert.Contains("The instance 'Mine' of the account 'alice' is the machine's now.", called.Output, StringComparison.Ordinal);
        Assert.Contains("Warning: ", called.Output, StringComparison.Ordinal);
        Assert.Equal($"Instance 'Mine' uses configuration '{Settings}'.\n", (await AsRootAsync("list-instances")).Succeeded().Output);
        Assert.Equal(thumbprint, (await AsRootAsync("show-thumbprint", "--sha1")).Succeeded().Output);
        Assert.Empty(Directory.EnumerateFiles(_directory["alice/.config/octopus"], "*", SearchOption.AllDirectories));
        Assert.Equal("0", (await RunningProgram.RunAsync(new ProgramStart("/usr/bin/stat", "--format=%u", Settings), Token)).Output.Trim());
        Assert.Contains("belongs to no other account", (await AsRootAsync("create-instance", "--instance", "Mine", "--take-over")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakeOver_ByTheAccountItself_IsRefused()
    {
        var called = await AsAliceAsync("create-instance", "--instance", "Mine", "--take-over");

        Assert.Equal((1, ""), (called.ExitCode, called.Output));
        Assert.Contains("belongs to no other account", called.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListInstances_WithAnEntryThatIsAPipeOrADevice_GoesOn()
    {
        var index = _directory["alice/.config/octopus/Tentacle/Instances"];
        (await RunningProgram.RunAsync(new ProgramStart("/bin/bash", "-c", $"cd '{index}' && mkfifo a.config && ln -s /dev/zero b.config && echo '{{' > c.config && echo '{{}}' > d.config"), Token)).Succeeded();

        Assert.Single((await AsRootAsync("list-instances")).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private List<string> Snapshot() => [.. Directory.EnumerateFileSystemEntries(_directory["alice"], "*", SearchOption.AllDirectories).Where(path => !path.Contains("/Logs", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private Task<ProgramResult> AsRootAsync(params string[] arguments) => CallAsync("root", [], arguments);

    private Task<ProgramResult> AsAliceAsync(params string[] arguments) => CallAsync("alice", ["/usr/bin/setpriv", $"--reuid={Id}", $"--regid={Id}", "--clear-groups"], arguments);

    private Task<ProgramResult> CallAsync(string home, string[] account, string[] arguments) => RunningProgram.RunAsync(
        new ProgramStart("/usr/bin/unshare", ["--mount", "--", "/bin/bash", "-c", "mount --bind \"$0\" /etc && exec \"$@\"", _directory["etc"], .. account, Machine.Executable, .. arguments])
        {
            Environment = new Dictionary<string, string?> { ["HOME"] = _directory[home], [ConfigurationRoots.EnvironmentVariable] = null, ["XDG_CONFIG_HOME"] = null },
            WorkingDirectory = "/",
        },
        Token);
}
