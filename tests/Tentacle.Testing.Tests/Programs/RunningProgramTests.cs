using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Testing.Tests.Programs;

public sealed class RunningProgramTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_ToItsEnd_GivesCodeStreamsAndInput()
    {
        var start = Sh("cat; echo $GREETING >&2; exit 3") with { Input = "hello", Environment = new Dictionary<string, string?> { ["GREETING"] = "hej", ["PATH_TO_NOTHING"] = null } };

        var result = await RunningProgram.RunAsync(start, Token);

        Assert.Equal((3, "hello", "hej\n"), (result.ExitCode, result.Output, result.Errors));
        var e = Assert.Throws<InvalidOperationException>(result.Succeeded);
        Assert.Contains("hej", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_ProgramWithTrap_LetsItSayGoodBye()
    {
        await using var program = RunningProgram.Start(Sh("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done"));
        await Eventually.TrueAsync(() => program.Output == "ready\n", Token);

        program.Terminate();

        var result = await program.WaitAsync(Token);
        Assert.Equal((0, "ready\nbye\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Kill_ProgramWithTrap_Ends()
    {
        await using var program = RunningProgram.Start(Sh("trap '' TERM; echo ready; while :; do sleep 0.05; done"));
        await Eventually.TrueAsync(() => program.Output == "ready\n", Token);

        program.Kill();

        Assert.Equal(128 + 9, await program.WaitForExitAsync(Token));
    }

    [Fact]
    public async Task KillLeftovers_DetachedChild_IsFoundByItsEnvironment()
    {
        var mark = Guid.NewGuid().ToString("N");
        var start = Sh("setsid sleep 1000 </dev/null >/dev/null 2>&1 & echo $!") with { Environment = new Dictionary<string, string?> { ["TENTACLE_TEST_MARK"] = mark } };
        var pid = (await RunningProgram.RunAsync(start, Token)).Output.Trim();
        await Eventually.TrueAsync(() => File.Exists($"/proc/{pid}/environ"), Token);

        await LeftoverProcesses.KillAsync("TENTACLE_TEST_MARK", mark);

        await Eventually.TrueAsync(() => !File.Exists($"/proc/{pid}/environ") || File.ReadAllText($"/proc/{pid}/stat").Contains(") Z", StringComparison.Ordinal), Token);
    }

    [Fact]
    public async Task MachineLock_Held_IsNotGivenToAnother()
    {
        using var directory = new TemporaryDirectory();
        var held = await MachineLock.TakeAsync(directory["lock"], Token);

        var second = MachineLock.TakeAsync(directory["lock"], Token);

        Assert.False(second.IsCompleted);
        held.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public void Warnings_OfPublishOutput_AreFoundAndCountsAreNot()
    {
        const string output = """
            /src/A.cs(1,2): warning CA1000: Something. [/src/A.csproj]
            ILC : AOT analysis warning IL3050: Something: Using member.
            /src/B.cs(3): Trim analysis warning IL2026: Something. [/src/B.csproj]
            warning NETSDK1: Something
                0 Warning(s)
            """;

        Assert.Equal(4, PublishedTentacle.Warnings(output).Count);
    }

    private static ProgramStart Sh(string script) => new("/bin/sh", "-c", script);
}
