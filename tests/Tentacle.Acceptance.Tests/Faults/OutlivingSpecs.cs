using System.Text.Json.Nodes;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>Jobs outlive the agent that started them.</summary>
public sealed class OutlivingSpecs
{
    private const int Jobs = 5;
    private const int Lines = 400;
    private static readonly int Rounds = Environment.GetEnvironmentVariable("TENTACLE_TESTS_FULL") == "true" ? 50 : 8;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_kill_the_agent_at_any_moment_and_every_line_of_its_jobs_is_there_once()
    {
        await using var agent = await FaultAgent.StartAsync(Cancel);
        for (var round = 0; round < Rounds; round++)
        {
            var jobs = await Task.WhenAll(Enumerable.Range(1, Jobs).Select(code => agent.SubmitAsync(Numbered(code), Cancel)));
            var followers = jobs.Select(job => agent.Client.FollowLogAsync(job.Ticket, cancellationToken: Cancel).Select(e => e.Record.Text).ToListAsync(Cancel).AsTask()).ToList();

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(600)), TimeProvider.System, Cancel);
            await agent.KillAndRestartAsync(Cancel);

            var expected = Enumerable.Range(1, Lines).Select(i => $"{i}").ToList();
            for (var i = 0; i < Jobs; i++)
            {
                Assert.Equal(expected, await followers[i]);
                Assert.Equal(expected, (await agent.ReadLogAsync(jobs[i].Ticket, Cancel)).Select(r => r.Text));
                Assert.Equal((JobOutcome.Failed, i + 1, 1), await EndOfAsync(agent, jobs[i]));
            }
        }
    }

    [Fact]
    public async Task I_can_stop_and_start_the_agent_while_a_job_runs_and_its_lock_is_still_held()
    {
        await using var agent = await FaultAgent.StartAsync(Cancel);
        var gate = agent.Instance.Home + "/gate";
        var holder = await agent.SubmitAsync(WaitFor(gate), Cancel, Full);
        await agent.SeesAsync(holder.Ticket, "waiting", Cancel);
        var first = await agent.SubmitAsync("echo first", Cancel, Full);
        var second = await agent.SubmitAsync("echo second", Cancel, Full);

        Assert.Equal(0, await agent.Instance.StopAgentAsync(Cancel));
        await agent.Instance.StartAgentAsync(Cancel);

        var waiting = await agent.Client.GetJobAsync(second.Ticket, Cancel);
        Assert.Equal(JobState.Running, (await agent.Client.GetJobAsync(holder.Ticket, Cancel)).State);
        Assert.Equal((JobState.Pending, 2), (waiting.State, waiting.WaitingFor!.Position));
        Assert.Equal([holder.Ticket], waiting.WaitingFor.Holders);
        await File.WriteAllTextAsync(gate, "", Cancel);
        Assert.Equal((JobOutcome.Succeeded, 0, 1), await EndOfAsync(agent, holder));
        Assert.Equal((JobOutcome.Succeeded, 0, 1), await EndOfAsync(agent, second));
        Assert.True((await agent.Client.GetJobAsync(first.Ticket, Cancel)).CompletedAt <= (await agent.Client.GetJobAsync(second.Ticket, Cancel)).StartedAt);
    }

    [Fact]
    public async Task I_can_replace_the_programs_while_a_job_runs()
    {
        using var programs = new TemporaryDirectory();
        Replace(TentacleExecutable.Built.Directory, programs.Path);
        await using var agent = await FaultAgent.StartAsync(Cancel, options: new TemporaryInstanceOptions { Executable = new TentacleExecutable(programs.Path) });
        var gate = agent.Instance.Home + "/gate";
        var job = await agent.SubmitAsync(WaitFor(gate) + "; echo done; exit 9", Cancel);
        await agent.SeesAsync(job.Ticket, "waiting", Cancel);

        await agent.Instance.StopAgentAsync(Cancel);
        Replace(TentacleExecutable.Built.Directory, programs.Path);
        await agent.Instance.StartAgentAsync(Cancel);
        await File.WriteAllTextAsync(gate, "", Cancel);

        Assert.Equal((JobOutcome.Failed, 9, 1), await EndOfAsync(agent, job));
        Assert.Equal(["waiting", "done"], (await agent.ReadLogAsync(job.Ticket, Cancel)).Select(r => r.Text));
    }

    [Fact]
    public async Task I_am_told_that_a_job_is_lost_when_its_supervisor_dies_and_what_it_started_is_ended()
    {
        await using var agent = await FaultAgent.StartAsync(Cancel);
        var marker = Processes.UniqueSeconds();
        var job = await agent.SubmitAsync($"setsid sleep {marker} & echo started; sleep {marker}", Cancel, Full);
        await agent.SeesAsync(job.Ticket, "started", Cancel);
        var next = await agent.SubmitAsync("echo next", Cancel, Full);
        var supervisor = agent.SupervisorOf(job.Ticket);

        Processes.Kill(supervisor);

        Assert.Equal((JobOutcome.Lost, ScriptExitCodes.Lost, 1), await EndOfAsync(agent, job));
        var reason = (await agent.Client.GetJobAsync(job.Ticket, Cancel)).Reason!;
        Assert.Contains($"pid {supervisor}", reason, StringComparison.Ordinal);
        Assert.Contains((await File.ReadAllTextAsync("/proc/sys/kernel/random/boot_id", Cancel)).Trim(), reason, StringComparison.Ordinal);
        Assert.Equal(["started", reason], (await agent.ReadLogAsync(job.Ticket, Cancel)).Select(r => r.Text));
        Assert.Equal((JobOutcome.Succeeded, 0, 1), await EndOfAsync(agent, next));
        await Processes.AllEndAsync(marker, Cancel);
    }

    [Fact]
    public async Task I_am_told_that_a_job_is_lost_when_agent_and_supervisor_die_and_it_does_not_run_again()
    {
        await using var agent = await FaultAgent.StartAsync(Cancel);
        var marker = Processes.UniqueSeconds();
        var job = await agent.SubmitAsync($"echo started; sleep {marker}", Cancel);
        await agent.SeesAsync(job.Ticket, "started", Cancel);

        await agent.Instance.KillAgentAsync(Cancel);
        Processes.Kill(agent.SupervisorOf(job.Ticket));
        await agent.Instance.StartAgentAsync(Cancel);

        Assert.Equal((JobOutcome.Lost, ScriptExitCodes.Lost, 1), await EndOfAsync(agent, job));
        await Processes.AllEndAsync(marker, Cancel);
    }

    [Fact]
    public async Task Control_groups_end_a_hidden_daemon_of_a_lost_job()
    {
        Assert.SkipUnless(Directory.Exists("/sys/fs/cgroup/unified") || File.Exists("/sys/fs/cgroup/cgroup.controllers"), "This machine has no control groups of version 2.");
        await using var agent = await FaultAgent.StartAsync(Cancel);
        var marker = Processes.UniqueSeconds();
        var job = await agent.SubmitAsync($"(setsid env -i sleep {marker} > /dev/null 2>&1 &) ; echo started; sleep {marker}", Cancel);
        await agent.SeesAsync(job.Ticket, "started", Cancel);
        await Eventually.TrueAsync(() => IsGathered(Path.Combine(agent.Folder(job.Ticket), "cgroup"), Processes.With(marker)), Cancel);

        Processes.Kill(agent.SupervisorOf(job.Ticket));

        Assert.Equal((JobOutcome.Lost, ScriptExitCodes.Lost, 1), await EndOfAsync(agent, job));
        await Processes.AllEndAsync(marker, Cancel);
    }

    [Fact]
    public async Task I_am_not_fooled_when_another_process_has_the_pid_of_a_supervisor()
    {
        await using var agent = await FaultAgent.StartAsync(Cancel);
        await using var stranger = RunningProgram.Start(new ProgramStart("sleep", "1000"));
        var job = await agent.SubmitAsync("echo started; sleep 1000", Cancel);
        await agent.SeesAsync(job.Ticket, "started", Cancel);

        await agent.Instance.KillAgentAsync(Cancel);
        Processes.Kill(agent.SupervisorOf(job.Ticket));
        var file = Path.Combine(agent.Folder(job.Ticket), "started");
        var started = JsonNode.Parse(await File.ReadAllTextAsync(file, Cancel))!;
        started["supervisor"]!["pid"] = stranger.Id;
        await File.WriteAllTextAsync(file, started.ToJsonString(), Cancel);
        await agent.Instance.StartAgentAsync(Cancel);
        await agent.Client.CancelAsync(job.Ticket, Cancel);

        Assert.Equal((JobOutcome.Lost, ScriptExitCodes.Lost, 1), await EndOfAsync(agent, job));
        Assert.False(stranger.HasExited);
    }

    private static bool IsGathered(string file, IReadOnlyList<int> pids) =>
        File.Exists(file)
        && File.ReadAllText(file) is { Length: > 0 } group
        && pids.All(pid => File.ReadAllLines(Path.Combine(group, "cgroup.procs")).Contains($"{pid}"));

    private static string Numbered(int exitCode) => $"for ((i=1;i<={Lines};i++)); do echo $i; ((i%20)) || sleep 0.02; done; exit {exitCode}";

    private static string WaitFor(string file) => $"echo waiting; until [ -e '{file}' ]; do sleep 0.05; done";

    private static JobRequest Full(JobRequest request) => request with { Isolation = new JobIsolation() };

    private static async Task<(JobOutcome? Outcome, int? ExitCode, int Runs)> EndOfAsync(FaultAgent agent, Job job)
    {
        var ended = await agent.Client.WaitAsync(job.Ticket, Cancel);
        return (ended.Outcome, ended.ExitCode, ended.Runs);
    }

    // New files under the old names, as a package manager does it.
    private static void Replace(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Delete(target);
            File.Copy(file, target);
        }
    }
}
