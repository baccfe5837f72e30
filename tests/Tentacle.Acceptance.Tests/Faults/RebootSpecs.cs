using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>
/// A script restarts its machine and goes on afterwards. A debug build takes the boot's id from a variable: with another one the machine was restarted, as
/// far as it can see.
/// </summary>
public sealed class RebootSpecs : IAsyncLifetime
{
    private const string Variable = "TENTACLE_DEBUG_BOOT_ID";
    private FaultAgent _agent = null!;
    private int _boot;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _agent = await FaultAgent.CreateAsync(Cancel);
        await BootAsync();
    }

    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    [Fact]
    public async Task I_can_have_a_script_run_again_after_it_restarted_the_machine()
    {
        var job = await SubmitAsync("echo run $TentacleJobRun with $SECRET; [ $TentacleJobRun = 3 ] || exit 194; exit 6");
        var behind = await _agent.SubmitAsync("echo behind", Cancel, r => r with { Isolation = new JobIsolation() });
        for (var run = 1; run < 3; run++)
        {
            await _agent.SeesAsync(job.Ticket, $"after run {run} ", Cancel);
            await Eventually.PassesAsync(
                async () =>
                {
                    var waiting = await _agent.Client.GetJobAsync(job.Ticket, Cancel);
                    Assert.Equal((JobState.Running, run, "reboot"), (waiting.State, waiting.Runs, waiting.WaitingFor?.Lock));
                },
                Cancel);
            Assert.Contains($"running, waits for the machine to restart after run {run}", (await _agent.Instance.RunAsync(Cancel, "jobs", "--instance", _agent.Instance.Name)).Output, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(_agent.Folder(job.Ticket), "secrets")));

            // An agent that starts again on the same boot goes on waiting.
            await RestartOnSameBootAsync();
            Assert.Equal((JobState.Running, run), State(await _agent.Client.GetJobAsync(job.Ticket, Cancel)));
            Assert.Equal(JobState.Pending, (await _agent.Client.GetJobAsync(behind.Ticket, Cancel)).State);
            await RebootAsync();
        }

        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);
        Assert.Equal((JobOutcome.Failed, 6, 3, null), (ended.Outcome, ended.ExitCode, ended.Runs, ended.WaitingFor));
        Assert.Equal(["run 1 with ********", "run 2 with ********", "run 3 with ********"], (await _agent.ReadLogAsync(job.Ticket, Cancel)).Where(r => r.Stream == LogStream.Stdout).Select(r => r.Text));
        Assert.False(File.Exists(Path.Combine(_agent.Folder(job.Ticket), "secrets")));
        Assert.Equal(JobOutcome.Succeeded, (await _agent.Client.WaitAsync(behind.Ticket, Cancel)).Outcome);
    }

    [Fact]
    public async Task I_can_cancel_a_job_that_waits_for_the_machine_to_restart()
    {
        var job = await SubmitAsync("exit 194");
        await _agent.SeesAsync(job.Ticket, "after run 1 ", Cancel);

        await _agent.Client.CancelAsync(job.Ticket, Cancel);

        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);
        Assert.Equal((JobOutcome.Canceled, ScriptExitCodes.Canceled, 1), (ended.Outcome, ended.ExitCode, ended.Runs));
    }

    [Fact]
    public async Task I_get_a_job_that_never_stops_asking_run_ten_times()
    {
        var job = await SubmitAsync("exit 194");
        for (var run = 1; run < 10; run++)
        {
            await _agent.SeesAsync(job.Ticket, $"after run {run} ", Cancel);
            await RebootAsync();
        }

        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);
        Assert.Equal((JobOutcome.Failed, 194, 10), (ended.Outcome, ended.ExitCode, ended.Runs));
    }

    [Fact]
    public async Task I_get_a_job_that_did_not_ask_run_once_whatever_it_returns()
    {
        var job = await _agent.SubmitAsync("exit 194", Cancel);
        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);
        Assert.Equal((JobOutcome.Failed, 194, 1), (ended.Outcome, ended.ExitCode, ended.Runs));
    }

    [Fact]
    public async Task I_am_told_that_a_job_is_lost_when_the_machine_restarted_before_it_asked()
    {
        var job = await SubmitAsync("echo started; sleep 1000");
        await _agent.SeesAsync(job.Ticket, "started", Cancel);
        await _agent.Instance.KillAgentAsync(Cancel);
        Processes.Kill(_agent.SupervisorOf(job.Ticket));
        await BootAsync();

        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);
        Assert.Equal((JobOutcome.Lost, ScriptExitCodes.Lost, 1), (ended.Outcome, ended.ExitCode, ended.Runs));
        Assert.Contains("the machine was restarted", ended.Reason, StringComparison.Ordinal);
    }

    private static (JobState State, int Runs) State(Job job) => (job.State, job.Runs);

    private Task<Job> SubmitAsync(string script) => _agent.SubmitAsync(
        script,
        Cancel,
        r => r with { ResumeAfterReboot = true, Isolation = new JobIsolation(), Environment = new Dictionary<string, string> { ["SECRET"] = "hush-hush" }, SensitiveValues = ["hush-hush"] });

    private async Task RebootAsync()
    {
        await _agent.Instance.KillAgentAsync(Cancel);
        await BootAsync();
    }

    private Task BootAsync()
    {
        _boot++;
        return StartAsync();
    }

    private async Task RestartOnSameBootAsync()
    {
        await _agent.Instance.KillAgentAsync(Cancel);
        await StartAsync();
    }

    private Task StartAsync() => _agent.Instance.StartAgentAsync(Cancel, new Dictionary<string, string?> { [Variable] = $"boot-{_boot}" });
}
