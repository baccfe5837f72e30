using Tentacle.Cli.Commands.General;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Cli.Tests;

/// <summary>What is written about the commands is what they are.</summary>
public sealed class DocumentTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Reference_OnDisk_IsThatOfTheCommands()
    {
        var path = SourceTree.At("docs", "cli.md");
        var made = ReferenceCommand.Markdown(CommandTable.All);
        if (Environment.GetEnvironmentVariable("TENTACLE_UPDATE_DOCS") == "true")
        {
            File.WriteAllText(path, made);
        }

        Assert.True(File.Exists(path) && File.ReadAllText(path) == made, "docs/cli.md is not what the commands are. Run this test with TENTACLE_UPDATE_DOCS=true.");
    }

    [Fact]
    public void Commands_Shown_AllHaveAGroupAndDescribeTheirOptions() => Assert.All(CommandTable.All, command =>
    {
        Assert.NotEqual("", command.Group);
        Assert.NotEqual("", command.Description);
        Assert.All(command.AllOptions.Where(option => !option.IsHidden), option => Assert.NotEqual("", option.Description));
        Assert.Distinct(command.AllOptions.SelectMany(option => option.Names), StringComparer.OrdinalIgnoreCase);
    });

    [Theory]
    [InlineData("tentacle show-th", "show-thumbprint")]
    [InlineData("tentacle configure --trust-m", "--trust-monitor")]
    [InlineData("tentacle remote ru", "run")]
    public async Task Completion_InBash_Completes(string line, string expected)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "bash.");
        var script = (await _machine.CallAsync("completion", "bash")).Out;
        var words = string.Join(' ', line.Split(' ').Select(word => $"'{word}'"));

        var called = await RunningProgram.RunAsync(
            new ProgramStart("/bin/bash", "-c", $"{script}\nCOMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); _tentacle; printf '%s\\n' \"${{COMPREPLY[@]}}\""),
            TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (called.ExitCode, called.Errors));
        Assert.Contains(expected, called.Output.Split('\n'));
    }
}
