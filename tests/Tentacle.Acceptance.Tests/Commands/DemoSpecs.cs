using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Commands;

/// <summary><c>tentacle demo</c>, as the README's first command runs it.</summary>
public sealed class DemoSpecs
{
    [Fact]
    public async Task I_can_see_a_Tentacle_at_work_without_any_set_up()
    {
        using var temporary = new TemporaryDirectory();
        var result = await RunAsync(TentacleExecutable.Built, temporary.Path);

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Contains("Greetings, Tentacle!", result.Output, StringComparison.Ordinal);
        Assert.Contains("step 3 of 3", result.Output, StringComparison.Ordinal);
        Assert.Contains("exit code 7", result.Output, StringComparison.Ordinal);
        Assert.Contains("does not trust the certificate", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.GetFileSystemEntries(temporary.Path).Select(Path.GetFileName),
            name => !name!.StartsWith("clr-debug-pipe", StringComparison.Ordinal) && !name.StartsWith("dotnet-diagnostic", StringComparison.Ordinal));
    }

    /// <summary>Runs the demo with its temporary files in a directory of its own.</summary>
    internal static Task<ProgramResult> RunAsync(TentacleExecutable tentacle, string temporary) => RunningProgram.RunAsync(
        new ProgramStart(tentacle.Path, "demo") { Environment = new Dictionary<string, string?> { ["TMPDIR"] = temporary } },
        TestContext.Current.CancellationToken);
}
