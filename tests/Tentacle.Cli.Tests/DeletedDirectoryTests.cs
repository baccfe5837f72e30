using Tentacle.Testing.Programs;

namespace Tentacle.Cli.Tests;

/// <summary>D8: commands in a working directory that was deleted, or that the account cannot read.</summary>
public sealed class DeletedDirectoryTests : IDisposable
{
    private const string InDeleted = "mkdir gone && cd gone && rmdir ../gone || exit 99;";
    private readonly Machine _machine = new();

    public DeletedDirectoryTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not delete a directory that is in use.");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("version")]
    [InlineData("help")]
    [InlineData("list-instances")]
    [InlineData("service", "--help")]
    public async Task AnyCommand_InADeletedDirectory_Works(params string[] arguments)
    {
        var called = await _machine.CallUnderAsync(InDeleted, arguments);
        Assert.Equal((0, ""), (called.ExitCode, called.Error));
    }

    [Fact]
    public async Task CommandOfAnInstance_InADeletedDirectory_TakesAbsolutePathsAndRefusesRelativeOnes()
    {
        var created = await _machine.CallUnderAsync(InDeleted, "create-instance", "--instance", "A", "--config", _machine["A/Tentacle.config"], "--home", _machine["A"]);
        Assert.Equal((0, ""), (created.ExitCode, created.Error));
        var shown = await _machine.CallUnderAsync(InDeleted, "show-configuration", "--instance", "A");
        Assert.Equal((0, ""), (shown.ExitCode, shown.Error));

        foreach (string[] relative in new[] { ["create-instance", "--instance", "B", "--config", "b.config"], ["create-instance"], ["show-configuration", "--config", "b.config"], (string[])["diagnostics", "--instance", "A"] })
        {
            var refused = await _machine.CallUnderAsync(InDeleted, relative);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("relative", refused.Error, StringComparison.Ordinal);
            Assert.Contains("was deleted. Give an absolute path", refused.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
        }

        Assert.Contains("CurrentDirectory: deleted", await File.ReadAllTextAsync(_machine["A/Logs/Commands.txt"], Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Supervisor_InADeletedDirectory_SaysThatItWasToldNothing()
    {
        var supervisor = TentacleExecutable.Built.Supervisor;
        var result = await RunningProgram.RunAsync(new ProgramStart("/bin/sh", "-c", $"{InDeleted} exec '{supervisor}'") { WorkingDirectory = _machine.CurrentDirectory }, Cancel);
        Assert.Equal((1, ""), (result.ExitCode, result.Errors));
    }

    [Fact]
    public async Task AnyCommand_InADirectoryThatItsAccountCannotRead_Works()
    {
        File.SetUnixFileMode(_machine.CurrentDirectory, UnixFileMode.None);
        try
        {
            var called = await _machine.CallAsNobodyAsync("version");
            Assert.Equal((0, ""), (called.ExitCode, called.Error));
        }
        finally
        {
            File.SetUnixFileMode(_machine.CurrentDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
