using System.Text.Json.Nodes;

namespace Tentacle.Cli.Tests;

/// <summary>What the original's own command-line tests assert.</summary>
public sealed class CommandLineTests : IDisposable
{
    private static readonly string NewLine = Environment.NewLine;

    private readonly Machine _machine = new();

    public static TheoryData<string> CommandNames => [.. CommandTable.All.Select(command => command.Name)];

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task Tentacle_NoArguments_PrintsHelpAndExitsWith2()
    {
        var called = await _machine.CallAsync();

        Assert.Equal((2, ""), (called.ExitCode, called.Error));
        Assert.StartsWith("Usage: tentacle <command> [<options>]", called.Out, StringComparison.Ordinal);
        Assert.All(CommandTable.All.Where(command => !command.IsHidden), command => Assert.Contains($"  {command.Name} ", called.Out, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("not-a-command")]
    [InlineData("--not-a-command")]
    [InlineData("/NOT-a-command")]
    public async Task Tentacle_UnknownCommand_ExitsWith2(string name)
    {
        var called = await _machine.CallAsync(name, "--anything");

        Assert.Equal(new Called(2, $"See 'tentacle help'{NewLine}", $"Command 'not-a-command' is not supported{NewLine}"), called);
    }

    [Fact]
    public async Task Tentacle_UnknownArguments_NamesThemOnStandardErrorOnly()
    {
        var called = await _machine.CallAsync("version", "--unknown=argument", "more");

        Assert.Equal(new Called(1, "", $"Unrecognized command line arguments: --unknown=argument more{NewLine}"), called);
    }

    [Fact]
    public async Task Tentacle_InvalidFormat_SaysWhichAreSupported()
    {
        var called = await _machine.CallAsync("version", "--format=unsupported");

        Assert.Equal(new Called(1, "", $"The format 'unsupported' is not supported. Try text or json.{NewLine}"), called);
    }

    [Theory]
    [InlineData("--console")]
    [InlineData("--nologo")]
    [InlineData("--noconsolelogging")]
    [InlineData("/Console")]
    [InlineData("-NOLOGO")]
    [InlineData("--noninteractive")]
    public async Task Tentacle_SwitchesOfOldScripts_AreAcceptedSilently(string argument)
    {
        var plain = await _machine.CallAsync("version");

        Assert.Equal(plain, await _machine.CallAsync("version", argument));
        Assert.Equal(0, plain.ExitCode);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    [InlineData("-Version")]
    [InlineData("/VERSION")]
    public async Task Version_InAnySpelling_PrintsTheVersion(string name)
    {
        var called = await _machine.CallAsync(name);

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\r?\n$", called.Out);
    }

    [Fact]
    public async Task Version_AsJson_HasTheOriginalsMembersInOrder()
    {
        var called = await _machine.CallAsync("version", "--format", "JSON");

        var json = JsonNode.Parse(called.Out)!.AsObject();
        Assert.Equal(["InformationalVersion", "MajorMinorPatch", "NuGetVersion", "SourceBranchName", "IsPrerelease"], json.Select(member => member.Key));
        Assert.Equal((0, ""), (called.ExitCode, called.Error));
    }

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help", "help")]
    [InlineData("--help", "help")]
    [InlineData("help", "-h")]
    [InlineData("help", "/?")]
    [InlineData("/help", "help")]
    public async Task Help_ForHelp_HasTheOriginalsLayout(params string[] arguments)
    {
        var called = await _machine.CallAsync(arguments);

        string[] expected =
        [
            "Usage: tentacle help [<command>] [<options>]",
            "",
            "Where [<options>] is any of: ",
            "",
            "      --format=VALUE         The format of the output (text,json). Defaults to",
            "                               text.",
            "",
            "Or one of the common options: ",
            "",
            "      --help                 Show detailed help for this command",
            "",
        ];
        Assert.Equal(new Called(0, string.Join(NewLine, expected), ""), called);
    }

    [Theory]
    [InlineData("version", "--help")]
    [InlineData("help", "version")]
    [InlineData("--help", "version")]
    [InlineData("version", "--format", "--help")]
    [InlineData("version", "--help", "--no-such-option")]
    public async Task Help_HoweverAskedFor_IsThatOfTheCommand(params string[] arguments)
    {
        var called = await _machine.CallAsync(arguments);

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        Assert.StartsWith("Usage: tentacle version [<options>]", called.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_ForUnknownCommand_ExitsWith2()
    {
        var called = await _machine.CallAsync("help", "nope");

        Assert.Equal(new Called(2, $"See 'tentacle help'{NewLine}", $"Command 'nope' is not supported{NewLine}"), called);
    }

    [Fact]
    public async Task Help_AsJson_ListsTheCommands()
    {
        var called = await _machine.CallAsync("help", "--format=json");

        var commands = JsonNode.Parse(called.Out)!["Commands"]!.AsArray();
        Assert.Equal(commands.Select(command => (string)command!["Name"]!).Order(StringComparer.Ordinal), commands.Select(command => (string)command!["Name"]!));
        Assert.Contains(commands, command => (string)command!["Name"]! == "configure");
        Assert.All(commands, command => Assert.Equal(["Name", "Description", "Aliases"], command!.AsObject().Select(member => member.Key)));
    }

    [Theory]
    [InlineData("version", "--help", "--format=json")]
    [InlineData("version", "/help", "/format:json")]
    [InlineData("help", "version", "--format", "json")]
    public async Task Help_OfOneCommandAsJson_HasTheExactLayout(params string[] arguments)
    {
        var called = await _machine.CallAsync(arguments);

        const string expected = """
            {
              "Name": "version",
              "Description": "Show the Tentacle version information",
              "Aliases": [],
              "Options": [
                {
                  "Name": "format",
                  "Description": "The format of the output (text,json). Defaults to text."
                }
              ],
              "CommonOptions": [
                {
                  "Name": "help",
                  "Description": "Show detailed help for this command"
                }
              ]
            }

            """;
        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        Assert.Equal(expected, called.Out, ignoreLineEndingDifferences: true);
    }

    [Theory]
    [MemberData(nameof(CommandNames))]
    public async Task Help_WithNoInstance_WorksForEveryCommand(string name)
    {
        var called = await _machine.CallAsync([.. name.Split(' '), "--help"]);

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        Assert.StartsWith($"Usage: tentacle {name}", called.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_AsJsonForCommandWithoutFormat_Works()
    {
        var called = await _machine.CallAsync("configure", "--help", "--format", "json");

        Assert.Equal("configure", (string?)JsonNode.Parse(called.Out)!["Name"]);
    }

    [Theory]
    [InlineData("configre", "Command 'configre' is not supported. Did you mean 'configure'?")]
    [InlineData("remot", "Command 'remot' is not supported. Did you mean 'remote'?")]
    [InlineData("lst-instances", "Command 'lst-instances' is not supported. Did you mean 'list-instances'?")]
    [InlineData("register-with", "Command 'register-with' is not supported: this Tentacle does not sign in to Octopus Server")]
    public async Task Tentacle_MistypedCommand_SaysWhatMayBeMeant(string name, string expected)
    {
        var called = await _machine.CallAsync(name, "--instance", "x");

        Assert.Equal((2, $"See 'tentacle help'{NewLine}"), (called.ExitCode, called.Out));
        Assert.StartsWith(expected, called.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "remote")]
    [InlineData(0, "help", "remote")]
    [InlineData(0, "remote", "--help")]
    [InlineData(0, "--help", "remote")]
    public async Task Group_Alone_ListsItsCommandsOnly(int exitCode, params string[] arguments)
    {
        var called = await _machine.CallAsync(arguments);

        Assert.Equal((exitCode, ""), (called.ExitCode, called.Error));
        Assert.All(CommandTable.All.Where(command => command.Name.StartsWith("remote ", StringComparison.Ordinal)), command => Assert.Contains($"  {command.Name} ", called.Out, StringComparison.Ordinal));
        Assert.DoesNotContain("  configure ", called.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Group_AsJson_ListsItsCommandsOnly()
    {
        var called = await _machine.CallAsync("help", "remote", "--format", "json");

        Assert.All(JsonNode.Parse(called.Out)!["Commands"]!.AsArray(), command => Assert.StartsWith("remote ", (string)command!["Name"]!, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Command 'remote rnu' is not supported. Did you mean 'remote run'?", "remote", "rnu")]
    [InlineData("Command 'remote rnu' is not supported. Did you mean 'remote run'?", "help", "remote", "rnu")]
    [InlineData("Command 'remote frobnicate' is not supported. Use one of run, deploy, info, cancel, upload, download.", "remote", "frobnicate", "--url", "https://x")]
    [InlineData("Say what 'remote' is to do before its options: run, deploy, info, cancel, upload, download.", "remote", "--url", "https://x", "run")]
    [InlineData("The format 'yaml' is not supported. Try text or json.", "remote", "--help", "--format", "yaml")]
    public async Task Group_WithAnotherVerb_SaysWhichThereAre(string expected, params string[] arguments)
    {
        var called = await _machine.CallAsync(arguments);

        Assert.InRange(called.ExitCode, 1, 2);
        Assert.Equal(expected + NewLine, called.Error);
    }

    [Theory]
    [InlineData("Unrecognized command line arguments: --prot 10933. Did you mean --port?", "configure", "--prot", "10933")]
    [InlineData("Unrecognized command line arguments: --listenIpAdress=any. Did you mean --listenIpAddress?", "configure", "--listenIpAdress=any")]
    [InlineData("Unrecognized command line arguments: --proxyPasword ********. Did you mean --proxyPassword?", "proxy", "--proxyPasword", "hunter22")]
    [InlineData("Unrecognized command line arguments: --pfx-pasword=********. Did you mean --pfx-password?", "import-certificate", "--pfx-pasword=hunter22")]
    public async Task Option_Mistyped_SaysWhatMayBeMeantAndShowsNoSecret(string expected, params string[] arguments) =>
        Assert.Equal(new Called(1, "", expected + NewLine), await _machine.CallAsync(arguments));
}
