using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>Whatever a script starts is ended with its job when the job is ended, and left alone when the job ends by itself.</summary>
public sealed class EndingSpecs : IAsyncLifetime
{
    private readonly string _marker = Processes.UniqueSeconds();
    private FaultAgent _agent = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _agent = await FaultAgent.StartAsync(Cancel);

    public async ValueTask DisposeAsync()
    {
        foreach (var pid in Processes.With(_marker))
        {
            Processes.Kill(pid);
        }

        await _agent.DisposeAsync();
    }

    [Theory]
    [InlineData("bash -c 'sleep MARK & sleep MARK' &", "a grandchild")]
    [InlineData("(setsid sleep MARK &)", "a daemon in a session of its own")]
    [InlineData("(setsid env -i sleep MARK > /dev/null 2>&1 &)", "a daemon without our environment and our pipes")]
    [InlineData("(trap '' TERM; sleep MARK; sleep MARK) &", "one that ignores SIGTERM")]
    public async Task I_can_cancel_a_job_and_all_it_started_is_gone(string start, string what)
    {
        var script = start.Replace("MARK", _marker, StringComparison.Ordinal);
        var job = await _agent.SubmitAsync($"{script}\necho started; sleep {_marker}", Cancel, r => r with { CancelGraceSeconds = 1 });
        await _agent.SeesAsync(job.Ticket, "started", Cancel);
        await Eventually.TrueAsync(() => Processes.With(_marker).Count >= 2, Cancel, what: what);

        await _agent.Client.CancelAsync(job.Ticket, Cancel);
        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);

        Assert.Equal((JobOutcome.Canceled, ScriptExitCodes.Canceled), (ended.Outcome, ended.ExitCode));
        Assert.Empty(Processes.With(_marker));
    }

    [Fact]
    public async Task I_can_cancel_a_script_that_cleans_up_within_its_grace()
    {
        var job = await _agent.SubmitAsync($"trap 'echo cleaned; exit 5' TERM; echo started; while :; do sleep 0.05; done", Cancel);
        await _agent.SeesAsync(job.Ticket, "started", Cancel);

        await _agent.Client.CancelAsync(job.Ticket, Cancel);
        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);

        Assert.Equal((JobOutcome.Canceled, ScriptExitCodes.Canceled, 5), (ended.Outcome, ended.ExitCode, ended.ProcessExitCode));
        Assert.Equal(["started", "Canceled.", "cleaned"], (await _agent.ReadLogAsync(job.Ticket, Cancel)).Where(r => r.Text.Length > 0).Select(r => r.Text).Where(t => !t.Contains("Terminated", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task I_can_cancel_a_hundred_jobs_at_their_start_or_end_and_none_is_lost()
    {
        for (var i = 0; i < 100; i++)
        {
            var job = await _agent.SubmitAsync("echo", Cancel);
            await Task.Delay(TimeSpan.FromMilliseconds(i % 60), TimeProvider.System, Cancel);
            await _agent.Client.CancelAsync(job.Ticket, Cancel);
            Assert.Contains((await _agent.Client.WaitAsync(job.Ticket, Cancel)).Outcome, new JobOutcome?[] { JobOutcome.Canceled, JobOutcome.Succeeded });
        }
    }

    [Fact]
    public async Task I_get_a_result_soon_when_something_that_the_script_left_running_holds_its_output()
    {
        var started = TimeProvider.System.GetTimestamp();
        var job = await _agent.SubmitAsync($"sleep {_marker} & echo over; exit 4", Cancel);
        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);

        Assert.Equal((JobOutcome.Failed, 4, true), (ended.Outcome, ended.ExitCode, ended.OutputDetached));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 10);
        Assert.Single(Processes.With(_marker));
    }

    [Fact]
    public async Task I_can_stop_the_agent_and_start_another_on_its_port_while_a_job_left_something_running()
    {
        var job = await _agent.SubmitAsync($"sleep {_marker} > /dev/null 2>&1 & ls -l /proc/self/fd | grep -c socket: ; exit 0", Cancel);
        await _agent.Client.WaitAsync(job.Ticket, Cancel);
        Assert.Equal(["0"], (await _agent.ReadLogAsync(job.Ticket, Cancel)).Select(r => r.Text));

        await _agent.Instance.StopAgentAsync(Cancel);
        await _agent.Instance.StartAgentAsync(Cancel);
        Assert.Single(Processes.With(_marker));
        Assert.Equal(JobState.Complete, (await _agent.Client.GetJobAsync(job.Ticket, Cancel)).State);
    }

    [Fact]
    public async Task I_can_give_a_script_a_time_that_counts_from_its_start()
    {
        var job = await _agent.SubmitAsync($"echo started; sleep {_marker}", Cancel, r => r with { TimeoutSeconds = 1 });
        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);

        Assert.Equal((JobOutcome.TimedOut, ScriptExitCodes.TimedOut), (ended.Outcome, ended.ExitCode));
        Assert.Contains("timeoutSeconds", ended.Reason, StringComparison.Ordinal);
        Assert.Empty(Processes.With(_marker));
    }

    [Fact]
    public async Task I_can_give_a_job_a_deadline_that_covers_its_running_and_its_waiting()
    {
        var deadline = TimeProvider.System.GetUtcNow().AddSeconds(2);
        var holder = await _agent.SubmitAsync($"sleep {_marker}", Cancel, r => r with { Isolation = new JobIsolation(), Deadline = deadline.AddSeconds(1) });
        var waiting = await _agent.SubmitAsync("echo never", Cancel, r => r with { Isolation = new JobIsolation(), Deadline = deadline });

        var ended = await _agent.Client.WaitAsync(waiting.Ticket, Cancel);
        Assert.Equal((JobOutcome.TimedOut, ScriptExitCodes.TimedOut, null), (ended.Outcome, ended.ExitCode, ended.StartedAt));
        ended = await _agent.Client.WaitAsync(holder.Ticket, Cancel);
        Assert.Equal((JobOutcome.TimedOut, ScriptExitCodes.TimedOut), (ended.Outcome, ended.ExitCode));
        Assert.NotNull(ended.StartedAt);
    }

    [Fact]
    public async Task I_can_cancel_a_waiting_job_and_limit_how_long_one_waits_and_the_next_gets_its_turn()
    {
        var gate = _agent.Instance.Home + "/gate";
        var holder = await _agent.SubmitAsync($"echo started; until [ -e '{gate}' ]; do sleep 0.05; done", Cancel, Full);
        await _agent.SeesAsync(holder.Ticket, "started", Cancel);
        var canceled = await _agent.SubmitAsync("echo never", Cancel, Full);
        var impatient = await _agent.SubmitAsync("echo never", Cancel, r => r with { Isolation = new JobIsolation { TimeoutSeconds = 1 } });
        var last = await _agent.SubmitAsync("echo last", Cancel, Full);

        var first = (await _agent.ReadLogAsync(canceled.Ticket, Cancel))[0].Text;
        Assert.StartsWith($"Waiting for 'RunningScript', held by {holder.Ticket}; number 1", first, StringComparison.Ordinal);
        await _agent.Client.CancelAsync(canceled.Ticket, Cancel);
        var ended = await _agent.Client.WaitAsync(canceled.Ticket, Cancel);
        Assert.Equal((JobOutcome.Canceled, ScriptExitCodes.Canceled, 0), (ended.Outcome, ended.ExitCode, ended.Runs));
        ended = await _agent.Client.WaitAsync(impatient.Ticket, Cancel);
        Assert.Equal((JobOutcome.TimedOut, ScriptExitCodes.TimedOut, 0), (ended.Outcome, ended.ExitCode, ended.Runs));

        await File.WriteAllTextAsync(gate, "", Cancel);
        Assert.Equal(JobOutcome.Succeeded, (await _agent.Client.WaitAsync(last.Ticket, Cancel)).Outcome);
    }

    /// <summary>A process in a frozen group of version 1 does not even die of SIGKILL until it is thawed.</summary>
    [Fact]
    public async Task I_am_told_what_would_not_die_and_the_next_job_gets_its_turn()
    {
        Assert.SkipUnless(FrozenGroup.IsPossible, "This machine has no freezer control group of version 1, so nothing can be made undying here.");
        var job = await _agent.SubmitAsync($"echo started; exec sleep {_marker}", Cancel, r => Full(r) with { CancelGraceSeconds = 0 });
        await _agent.SeesAsync(job.Ticket, "started", Cancel);
        await Eventually.TrueAsync(() => Processes.With(_marker).Count == 1 && File.ReadAllText($"/proc/{Processes.With(_marker)[0]}/comm").StartsWith("sleep", StringComparison.Ordinal), Cancel);
        var next = await _agent.SubmitAsync("echo next", Cancel, Full);
        using (FrozenGroup.Of(Processes.With(_marker)[0]))
        {
            await _agent.Client.CancelAsync(job.Ticket, Cancel);
            var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);

            Assert.Equal((JobOutcome.Canceled, ScriptExitCodes.Abandoned), (ended.Outcome, ended.ExitCode));
            Assert.Contains("would not die", (await _agent.ReadLogAsync(job.Ticket, Cancel))[^1].Text, StringComparison.Ordinal);
            Assert.Equal(JobOutcome.Succeeded, (await _agent.Client.WaitAsync(next.Ticket, Cancel)).Outcome);
            Assert.Single(Processes.With(_marker));
        }
    }

    private static JobRequest Full(JobRequest request) => request with { Isolation = new JobIsolation() };
}
