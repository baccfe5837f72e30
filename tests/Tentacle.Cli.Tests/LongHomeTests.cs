using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Cli.Tests;

/// <summary>A home whose path is longer than a Unix socket's may be.</summary>
public sealed class LongHomeTests : IDisposable
{
    private static readonly string Long = $"{new string('a', 120)}/{new string('b', 120)}";

    private readonly TemporaryDirectory _runTime = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _runTime.Dispose();

    [Fact]
    public async Task Commands_LongHome_ReachTheAgentWhateverTheirOwnRunTimeDirectory()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Named pipes there.");
        var options = new TemporaryInstanceOptions { Home = Long, Environment = new Dictionary<string, string?> { ["XDG_RUNTIME_DIR"] = _runTime.Path } };
        await using var instance = await TemporaryInstance.CreateAsync(options, Token);
        await instance.StartAgentAsync(Token);

        (await instance.RunAsync(Token, "health")).Succeeded();
        (await RunningProgram.RunAsync(WithRunTimeDirectory(instance.Command("health"), null), Token)).Succeeded();
        var changed = (await instance.RunAsync(Token, "configure", "--trust", new string('A', 40))).Succeeded();

        Assert.DoesNotContain("Restart", changed.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Path.Combine(instance.Home, "tentacle.sock")));
        Assert.Equal(0, await instance.StopAgentAsync(Token));
        var alone = await instance.RunAsync(Token, "health");
        Assert.Equal(1, alone.ExitCode);
        Assert.Contains("no agent listens on", alone.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NoPlaceForASocketIsShortEnough_SaysWhatToDo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Named pipes there.");
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"), "Root has its sockets in /run; only root can become another account.");
        var options = new TemporaryInstanceOptions { Home = Long };
        await using var instance = await TemporaryInstance.CreateAsync(options, Token);
        (await RunningProgram.RunAsync(new ProgramStart("chown", "--recursive", "65534:65534", Path.GetDirectoryName(instance.SettingsFile)!), Token)).Succeeded();
        var run = WithRunTimeDirectory(instance.Command("run"), $"/tmp/{new string('c', 100)}");

        var refused = await RunningProgram.RunAsync(
            run with { File = "/usr/bin/setpriv", Arguments = ["--reuid=65534", "--regid=65534", "--clear-groups", run.File, .. run.Arguments] }, Token);

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("is too long for a local socket in it", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("Choose a shorter home, or set XDG_RUNTIME_DIR to a shorter directory.", refused.Errors, StringComparison.Ordinal);
    }

    private static ProgramStart WithRunTimeDirectory(ProgramStart program, string? directory) =>
        program with { Environment = new Dictionary<string, string?>(program.Environment) { ["XDG_RUNTIME_DIR"] = directory } };
}
