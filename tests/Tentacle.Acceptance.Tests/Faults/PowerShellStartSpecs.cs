using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>
/// PowerShell that never comes to the script's first line. There is none on this machine: a shell script of its name freezes as the real one does under some
/// security software, or makes the file that the guard would.
/// </summary>
public sealed class PowerShellStartSpecs : IAsyncLifetime
{
    private const string Guard = "# TENTACLE-POWERSHELL-STARTUP-DETECTION-AND-GUARD-MUST-BE-AT-THE-START-OF-THE-SCRIPT\n";
    private readonly TemporaryDirectory _programs = new();
    private FaultAgent _agent = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _agent = await FaultAgent.StartAsync(
        Cancel,
        settings => FaultAgent.Member(settings, "Jobs")["PowerShellStartSeconds"] = 1,
        new TemporaryInstanceOptions { Environment = new Dictionary<string, string?> { ["PATH"] = $"{_programs.Path}:{Environment.GetEnvironmentVariable("PATH")}" } });

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        _programs.Dispose();
    }

    [Fact]
    public async Task I_am_told_that_powershell_never_started_and_the_next_job_gets_its_turn()
    {
        MakePwsh("exec sleep 1000");
        var job = await SubmitAsync(Guard + "Write-Output never");
        var next = await _agent.SubmitAsync("echo next", Cancel, r => r with { Isolation = new JobIsolation() });

        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);

        Assert.Equal((JobOutcome.Failed, ScriptExitCodes.PowerShellNeverStarted, null), (ended.Outcome, ended.ExitCode, ended.ProcessExitCode));
        Assert.Contains("first line", (await _agent.ReadLogAsync(job.Ticket, Cancel))[^1].Text, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_agent.Folder(job.Ticket), "powershell_should_run")));
        Assert.Equal(JobOutcome.Succeeded, (await _agent.Client.WaitAsync(next.Ticket, Cancel)).Outcome);
    }

    [Fact]
    public async Task I_can_run_a_guarded_script_longer_than_powershell_may_take_to_start()
    {
        MakePwsh("""
            started=$(sed -n "s/.*Open('\([^']*\)'.*/\1/p" Bootstrap.ps1)
            (set -C; : > "$started") || exit 1
            sleep 2; echo ran; exit 5
            """);
        var job = await SubmitAsync(Guard + "Write-Output ran");

        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);

        Assert.Equal((JobOutcome.Failed, 5), (ended.Outcome, ended.ExitCode));
        Assert.Equal(["ran"], (await _agent.ReadLogAsync(job.Ticket, Cancel)).Select(r => r.Text));
    }

    [Fact]
    public async Task I_can_run_a_script_without_the_start_guard()
    {
        MakePwsh("sleep 2; head -c 3 Bootstrap.ps1 | od -An -tx1; printf '%s\\n' \"$@\"");
        var job = await SubmitAsync("Write-Output hej");

        Assert.Equal(JobOutcome.Succeeded, (await _agent.Client.WaitAsync(job.Ticket, Cancel)).Outcome);
        Assert.Equal(
            [" ef bb bf", "-NoLogo", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Unrestricted", "-File", Path.Combine(_agent.Folder(job.Ticket), "launch.ps1")],
            (await _agent.ReadLogAsync(job.Ticket, Cancel)).Select(r => r.Text));
    }

    private Task<Job> SubmitAsync(string script) =>
        _agent.Client.SubmitAsync(JobTicket.Create(TimeProvider.System), new JobRequest { Script = new JobScript { Pwsh = script } }, cancellationToken: Cancel);

    private void MakePwsh(string body)
    {
        var path = _programs["pwsh"];
        File.WriteAllText(path, $"#!/bin/bash\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
