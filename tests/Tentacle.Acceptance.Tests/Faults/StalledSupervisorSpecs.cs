using System.Runtime.InteropServices;
using Tentacle.Contracts;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>D7: a job is to end while the process that watches it is stopped and can do nothing.</summary>
public sealed partial class StalledSupervisorSpecs : IAsyncLifetime
{
    // Without the guard these jobs never end.
    private const int Deadline = 120_000;
    private const int SigStop = 19;
    private const int SigCont = 18;
    private readonly string _marker = Processes.UniqueSeconds();
    private FaultAgent _agent = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _agent = await FaultAgent.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    [Fact(Timeout = Deadline)]
    public async Task I_can_cancel_it_all_the_same_and_the_next_job_gets_its_turn()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (job, supervisor) = await StallAsync($"trap '' TERM; echo started; sleep {_marker}; exit 9", r => r with { CancelGraceSeconds = 1 });
        var next = await _agent.SubmitAsync("echo next", cancel, r => r with { Isolation = new JobIsolation() });

        await _agent.Client.CancelAsync(job.Ticket, cancel);
        var ended = await _agent.Client.WaitAsync(job.Ticket, cancel);
        _ = Send(supervisor, SigCont);

        Assert.Equal((JobOutcome.Canceled, ScriptExitCodes.Canceled), (ended.Outcome, ended.ExitCode));
        Assert.Contains("was stopped", ended.Reason, StringComparison.Ordinal);
        await Processes.AllEndAsync(_marker, cancel);
        Assert.Equal(JobOutcome.Succeeded, (await _agent.Client.WaitAsync(next.Ticket, cancel)).Outcome);
        Assert.False(Processes.IsAlive(supervisor));

        // It stays so, also for an agent that reads it from the disk.
        await _agent.KillAndRestartAsync(cancel);
        ended = await _agent.Client.GetJobAsync(job.Ticket, cancel);
        Assert.Equal((JobOutcome.Canceled, ScriptExitCodes.Canceled), (ended.Outcome, ended.ExitCode));
        Assert.Contains("started", (await _agent.ReadLogAsync(job.Ticket, cancel)).Select(r => r.Text));
    }

    [Fact(Timeout = Deadline)]
    public async Task I_get_its_time_out_all_the_same_from_an_agent_that_was_restarted_meanwhile_too()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (job, supervisor) = await StallAsync($"echo started; sleep {_marker}", r => r with { TimeoutSeconds = 2 });
        await _agent.KillAndRestartAsync(cancel);

        var ended = await _agent.Client.WaitAsync(job.Ticket, cancel);

        Assert.Equal((JobOutcome.TimedOut, ScriptExitCodes.TimedOut), (ended.Outcome, ended.ExitCode));
        Assert.Contains("timeoutSeconds", ended.Reason, StringComparison.Ordinal);
        await Processes.AllEndAsync(_marker, cancel);
        Assert.False(Processes.IsAlive(supervisor));
    }

    [Fact(Timeout = Deadline)]
    public async Task I_get_the_ordinary_end_when_the_supervisor_goes_on_in_time()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (job, supervisor) = await StallAsync($"echo started; sleep {_marker}", r => r);
        await _agent.Client.CancelAsync(job.Ticket, cancel);
        _ = Send(supervisor, SigCont);

        var ended = await _agent.Client.WaitAsync(job.Ticket, cancel);

        Assert.Equal((JobOutcome.Canceled, "Canceled."), (ended.Outcome, ended.Reason));
    }

    [Fact(Timeout = Deadline)]
    public async Task I_get_canceled_when_the_supervisor_dies_before_it_could_act()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (job, supervisor) = await StallAsync($"echo started; sleep {_marker}", r => r);
        await _agent.Client.CancelAsync(job.Ticket, cancel);
        Processes.Kill(supervisor);

        var ended = await _agent.Client.WaitAsync(job.Ticket, cancel);

        Assert.Equal((JobOutcome.Canceled, ScriptExitCodes.Canceled), (ended.Outcome, ended.ExitCode));
        await Processes.AllEndAsync(_marker, cancel);
    }

    private async Task<(Job Job, int Supervisor)> StallAsync(string script, Func<JobRequest, JobRequest> with)
    {
        var job = await _agent.SubmitAsync(script, Cancel, r => with(r) with { Isolation = new JobIsolation() });
        await _agent.SeesAsync(job.Ticket, "started", Cancel);
        var supervisor = _agent.SupervisorOf(job.Ticket);
        _ = Send(supervisor, SigStop);
        return (job, supervisor);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Send(int pid, int signal);
}
