using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>D4: no other account keeps an agent from starting, and who does is named by what the kernel knows.</summary>
public sealed class AgentLockSpecs : IAsyncLifetime
{
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private TemporaryInstance _instance = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Lock => Path.Combine(_instance.Home, "agent.lock");

    public async ValueTask InitializeAsync() => _instance = await TemporaryInstance.CreateAsync(new TemporaryInstanceOptions { NoListen = true }, Cancel);

    public ValueTask DisposeAsync() => _instance.DisposeAsync();

    [Fact]
    public async Task I_can_start_an_agent_whose_lock_another_account_holds_since_it_was_readable()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"), "Only root can become another account.");
        await File.WriteAllTextAsync(Lock, "4000000\n", Cancel);
        File.SetUnixFileMode(Lock, ReadableByAll);
        LetIn();
        await using var stranger = RunningProgram.Start(AsNobody("flock", "--no-fork", Lock, "sleep", "1000"));
        await HeldAsync();

        await _instance.StartAgentAsync(Cancel);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Lock));
        Assert.False(stranger.HasExited);
        var second = await RunningProgram.RunAsync(AsNobody("flock", "--nonblock", Lock, "true"), Cancel);
        Assert.Contains("ermission denied", second.Errors, StringComparison.Ordinal);
        await AssertRefusedAsync($"is running already, as process {_instance.Agent.Id}. Stop that one first.");
    }

    [Fact]
    public async Task I_am_told_which_process_of_my_own_account_holds_it_and_never_a_dead_one()
    {
        await File.WriteAllTextAsync(Lock, "4000000\n", Cancel);
        await using var other = RunningProgram.Start(new ProgramStart("/usr/bin/flock", "--no-fork", Lock, "sleep", "1000"));
        await HeldAsync();

        await AssertRefusedAsync($"is held by process {other.Id} (sleep, account {Environment.UserName}). End that first.");
    }

    [Fact]
    public async Task I_am_told_that_the_holder_cannot_be_known_when_the_one_that_took_it_is_gone()
    {
        // The lock lives on in a child that inherited it; the process that took it has ended.
        await using var other = RunningProgram.Start(new ProgramStart("/bin/bash", "-c", $"exec 9>>'{Lock}'; flock 9; sleep 1000 & exec 9>&-; exit 0"));
        Assert.Equal(0, await other.WaitForExitAsync(Cancel));
        await HeldAsync();

        await AssertRefusedAsync("which process it is cannot be known from here");
        (await RunningProgram.RunAsync(new ProgramStart("/bin/bash", "-c", $"for d in /proc/[0-9]*; do [ \"$(readlink $d/fd/9 2>/dev/null)\" = '{Lock}' ] && kill ${{d#/proc/}}; done; true"), Cancel)).Succeeded();
    }

    private async Task AssertRefusedAsync(string sentence)
    {
        var refused = await _instance.RunAsync(Cancel, "run", "--instance", _instance.Name);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(sentence, refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("4000000", refused.Errors, StringComparison.Ordinal);
    }

    private Task HeldAsync() => Eventually.TrueAsync(
        async () => (await RunningProgram.RunAsync(new ProgramStart("/usr/bin/flock", "--nonblock", Lock, "true"), Cancel)).ExitCode != 0,
        "another process holds the lock",
        Cancel);

    // Strangers are stopped by what is tested, not by the temporary directory.
    private void LetIn()
    {
        for (var directory = new DirectoryInfo(_instance.Home); directory.Parent is not null; directory = directory.Parent)
        {
            directory.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        }
    }

    private static ProgramStart AsNobody(params string[] command) =>
        new("/usr/bin/setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", .. command]) { WorkingDirectory = "/" };
}
