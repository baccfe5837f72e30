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

    [Fact]
    public async Task I_can_keep_the_demo_with_the_Manager_on_it()
    {
        using var temporary = new TemporaryDirectory();
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var demo = RunningProgram.Start(new ProgramStart(TentacleExecutable.Built.Path, "demo", "--keep") { Environment = new Dictionary<string, string?> { ["TMPDIR"] = temporary.Path, ["DISPLAY"] = null, ["WAYLAND_DISPLAY"] = null } });

        // The file is the Manager's: whoever opens it in a browser is let in.
        var file = await Eventually.FindsAsync(() => Task.FromResult(demo.Output.Split('\n').FirstOrDefault(line => line.EndsWith(".html", StringComparison.Ordinal) && File.Exists(line))), cancellationToken, TimeSpan.FromSeconds(60), "the Manager prints the path of its file");
        Assert.Contains("/start?token=", await File.ReadAllTextAsync(file, cancellationToken), StringComparison.Ordinal);
        demo.Terminate();

        Assert.Equal(0, await demo.WaitForExitAsync(cancellationToken));
        Assert.False(File.Exists(file));
        Assert.DoesNotContain(Directory.GetDirectories(temporary.Path), directory => directory.Contains("tentacle-", StringComparison.Ordinal));
    }

    /// <summary>Runs the demo with its temporary files in a directory of its own.</summary>
    internal static Task<ProgramResult> RunAsync(TentacleExecutable tentacle, string temporary) => RunningProgram.RunAsync(
        new ProgramStart(tentacle.Path, "demo") { Environment = new Dictionary<string, string?> { ["TMPDIR"] = temporary } },
        TestContext.Current.CancellationToken);
}
