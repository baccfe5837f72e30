using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Services;

/// <summary>The agent as a service of a real systemd.</summary>
public sealed class SystemdServiceSpecs(SystemdAgents agents) : IClassFixture<SystemdAgents>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_install_the_service_again_and_again_and_it_runs_jobs()
    {
        var agent = await agents.CreateAsync("installed", Cancel);

        (await agent.ServiceAsync(Cancel, "--install", "--stop", "--start")).Succeeded();
        var again = (await agent.ServiceAsync(Cancel, "--install", "--stop", "--start", "--console")).Succeeded();
        var (job, output) = await agent.RunJobAsync("id -un; exit 7", Cancel);

        Assert.Contains("Service installed: installed", again.Output, StringComparison.Ordinal);
        Assert.Contains("Service started: installed", again.Output, StringComparison.Ordinal);
        Assert.Equal((7, "root"), (job.ExitCode, output));
        Assert.Equal(("active", "enabled"), (await agent.ShowAsync("ActiveState", Cancel), await agent.ShowAsync("UnitFileState", Cancel)));
        Assert.StartsWith("Takes jobs on port", await agent.ShowAsync("StatusText", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_verify_the_unit_file_that_is_written()
    {
        var agent = await agents.CreateAsync("verified", Cancel);
        (await agent.ServiceAsync(Cancel, "--install")).Succeeded();

        var path = $"/etc/systemd/system/{agent.Unit}";
        var verified = (await agents.Machine.RunAsync(Cancel, "systemd-analyze", "verify", path)).Succeeded();

        Assert.Equal(("", ""), (verified.Output, verified.Errors));
        Assert.Equal("644 root", (await agents.Machine.RunAsync(Cancel, "stat", "--format=%a %U", path)).Output.Trim());
    }

    [Fact]
    public async Task I_can_name_an_instance_with_characters_that_systemd_has_a_meaning_for()
    {
        const string Name = "Größe $HOME ${x} %n;é 'q'";
        var created = await agents.Machine.RunAsync(Cancel, SystemdAgents.Tentacle, "create-instance", "--instance", Name, "--config", "/srv/octopus/odd %h $x/t.config");
        created.Succeeded();
        (await agents.Machine.RunAsync(Cancel, SystemdAgents.Tentacle, "configure", "--instance", Name, "--noListen", "true")).Succeeded();

        var started = (await agents.Machine.RunAsync(Cancel, SystemdAgents.Tentacle, "service", "--instance", Name, "--install", "--start")).Succeeded();

        Assert.Contains("Service started", started.Output, StringComparison.Ordinal);
        (await agents.Machine.RunAsync(Cancel, "test", "-S", "/srv/octopus/odd %h $x/tentacle.sock")).Succeeded();
    }

    [Fact]
    public async Task I_can_restart_the_service_while_jobs_run_and_they_all_end_as_they_should()
    {
        var agent = await StartAsync("restarted");
        using var client = agent.Connect();
        var tickets = new List<JobTicket>();
        for (var i = 0; i < 10; i++)
        {
            var request = new JobRequest
            {
                Script = new JobScript { Bash = $"echo before; until [ -e /tmp/go ]; do sleep 0.1; done; echo after; exit {i}" },
                Isolation = new JobIsolation { Level = IsolationLevel.None },
            };
            tickets.Add((await client.SubmitAsync(JobTicket.Create(TimeProvider.System), request, cancellationToken: Cancel)).Ticket);
        }

        await Eventually.TrueAsync(async () => (await client.GetJobAsync(tickets[^1], Cancel)).State == JobState.Running, "the last job runs", Cancel);
        var before = await agent.ShowAsync("MainPID", Cancel);
        (await agent.ServiceAsync(Cancel, "--restart")).Succeeded();
        await File.WriteAllTextAsync(agents.Machine.PathOf("/tmp/go"), "", Cancel);
        var ended = await Task.WhenAll(tickets.Select(ticket => client.WaitAsync(ticket, Cancel)));

        Assert.NotEqual(before, await agent.ShowAsync("MainPID", Cancel));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (int?)i), ended.Select(job => job.ExitCode));
        Assert.Equal(["before", "after"], await LinesAsync(agent, tickets[3]));
    }

    [Fact]
    public async Task I_can_stop_the_service_and_its_job_goes_on_without_it()
    {
        var agent = await StartAsync("stopped");
        using var client = agent.Connect();
        var request = new JobRequest { Script = new JobScript { Bash = "until [ -e /tmp/agent-stopped ]; do sleep 0.1; done; touch /tmp/job-went-on; exit 5" } };
        var ticket = (await client.SubmitAsync(JobTicket.Create(TimeProvider.System), request, cancellationToken: Cancel)).Ticket;
        await Eventually.TrueAsync(async () => (await client.GetJobAsync(ticket, Cancel)).State == JobState.Running, "the job runs", Cancel);

        (await agent.ServiceAsync(Cancel, "--stop")).Succeeded();
        await File.WriteAllTextAsync(agents.Machine.PathOf("/tmp/agent-stopped"), "", Cancel);
        await Eventually.TrueAsync(() => File.Exists(agents.Machine.PathOf("/tmp/job-went-on")), Cancel);
        Assert.Equal("inactive", await agent.ShowAsync("ActiveState", Cancel));
        (await agent.ServiceAsync(Cancel, "--start")).Succeeded();

        Assert.Equal(5, (await client.WaitAsync(ticket, Cancel)).ExitCode);
    }

    [Fact]
    public async Task I_can_kill_the_agent_and_systemd_brings_it_back_with_its_jobs()
    {
        var agent = await StartAsync("killed");
        using var client = agent.Connect();
        var request = new JobRequest { Script = new JobScript { Bash = "until [ -e /tmp/came-back ]; do sleep 0.1; done; exit 9" } };
        var ticket = (await client.SubmitAsync(JobTicket.Create(TimeProvider.System), request, cancellationToken: Cancel)).Ticket;
        await Eventually.TrueAsync(async () => (await client.GetJobAsync(ticket, Cancel)).State == JobState.Running, "the job runs", Cancel);
        var before = await agent.ShowAsync("MainPID", Cancel);

        (await agents.Machine.RunAsync(Cancel, "bash", "-c", $"kill -KILL {before}")).Succeeded();
        await ComesBackAsync(agent, before);
        await File.WriteAllTextAsync(agents.Machine.PathOf("/tmp/came-back"), "", Cancel);

        Assert.Equal(9, (await client.WaitAsync(ticket, Cancel)).ExitCode);
    }

    [Fact]
    public async Task I_can_rely_on_systemd_to_replace_an_agent_that_hangs()
    {
        var agent = await agents.CreateAsync("hung", Cancel);
        var dropIn = agents.Machine.PathOf($"/etc/systemd/system/{agent.Unit}.d");
        Directory.CreateDirectory(dropIn);
        await File.WriteAllTextAsync(Path.Combine(dropIn, "sooner.conf"), "[Service]\nWatchdogSec=2\nTimeoutAbortSec=1\nRestartSec=0\n", Cancel);
        (await agent.ServiceAsync(Cancel, "--install", "--start")).Succeeded();
        var before = await agent.ShowAsync("MainPID", Cancel);

        // Three times the watchdog's time: an agent that gives signs of life is left alone.
        var (lasting, _) = await agent.RunJobAsync("sleep 6", Cancel);
        Assert.Equal((0, before), (lasting.ExitCode, await agent.ShowAsync("MainPID", Cancel)));
        (await agents.Machine.RunAsync(Cancel, "bash", "-c", $"kill -STOP {before}")).Succeeded();
        await ComesBackAsync(agent, before);

        Assert.Equal(0, (await agent.RunJobAsync("true", Cancel)).Job.ExitCode);
    }

    [Fact]
    public async Task I_can_restart_an_agent_from_one_of_its_own_jobs()
    {
        var agent = await StartAsync("own");
        var before = await agent.ShowAsync("MainPID", Cancel);

        var (job, output) = await agent.RunJobAsync($"echo first; {SystemdAgents.Tentacle} service --instance own --stop --start; echo \"last $?\"; exit 3", Cancel);

        Assert.Equal(3, job.ExitCode);
        Assert.Equal("first\nStopping service: own\nService stopped\nService started: own\nlast 0", output);
        Assert.NotEqual(before, await agent.ShowAsync("MainPID", Cancel));
        Assert.Equal("again", (await agent.RunJobAsync("echo again", Cancel)).Output);
    }

    [Fact]
    public async Task I_can_rely_on_jobs_to_see_nothing_of_what_systemd_tells_the_agent()
    {
        var agent = await StartAsync("unseen");

        var (_, output) = await agent.RunJobAsync("env | grep -E '^(NOTIFY_SOCKET|WATCHDOG_|LISTEN_|INVOCATION_ID|JOURNAL_STREAM|CREDENTIALS_)' ; ls /proc/$$/fd; echo end", Cancel);

        Assert.Equal("0\n1\n2\n255\nend", output);
    }

    [Fact]
    public async Task I_can_uninstall_the_service_again_and_again_and_keep_the_instance()
    {
        var agent = await StartAsync("removed");

        (await agent.ServiceAsync(Cancel, "--stop", "--uninstall")).Succeeded();
        (await agent.ServiceAsync(Cancel, "--stop", "--uninstall")).Succeeded();
        var start = await agent.ServiceAsync(Cancel, "--start");

        Assert.Equal("not-found", await agent.ShowAsync("LoadState", Cancel));
        Assert.True(File.Exists(agents.Machine.PathOf(agent.SettingsFile)));
        Assert.Equal(1, start.ExitCode);
        Assert.Contains("no service with this name was found", start.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_run_the_documented_sequence_again_and_again_and_it_ends_in_the_same_state()
    {
        const string Script = """
            #!/bin/sh
            set -e
            PATH=/opt/octopus/tentacle:$PATH
            tentacle create-instance --instance "Documented" --config "/srv/documented/Tentacle.config" --console
            tentacle new-certificate --instance "Documented" --if-blank --console
            tentacle configure --instance "Documented" --reset-trust --console
            tentacle configure --instance "Documented" --home "/srv/documented" --app "/srv/documented/Applications" --port "$1" --console
            tentacle configure --instance "Documented" --trust "$2" --console
            tentacle service --instance "Documented" --install --start --console
            """;
        await File.WriteAllTextAsync(agents.Machine.PathOf("/tmp/documented.sh"), Script, Cancel);
        var agent = new SystemdAgent(agents, "Documented");

        var first = (await agents.Machine.RunAsync(Cancel, "sh", "/tmp/documented.sh", $"{agent.Port}", agents.Server.Thumbprint)).Succeeded();
        var afterFirst = await StateAsync(agent);
        var second = (await agents.Machine.RunAsync(Cancel, "sh", "/tmp/documented.sh", $"{agent.Port}", agents.Server.Thumbprint)).Succeeded();

        Assert.Equal(("", ""), (first.Errors, second.Errors));
        Assert.Equal(afterFirst, await StateAsync(agent));
        Assert.Equal("active", await agent.ShowAsync("ActiveState", Cancel));
        await agent.LookUpThumbprintAsync(Cancel);
        Assert.Equal("documented", (await agent.RunJobAsync("echo documented", Cancel)).Output);
    }

    // The process stays the same too: nothing in the sequence needs a restart.
    private static async Task<string> StateAsync(SystemdAgent agent) =>
        (await agent.RunAsync(Cancel, "show-configuration")).Succeeded().Output + await agent.ShowAsync("MainPID", Cancel) + await agent.ShowAsync("UnitFileState", Cancel);

    private async Task<SystemdAgent> StartAsync(string name)
    {
        var agent = await agents.CreateAsync(name, Cancel);
        (await agent.ServiceAsync(Cancel, "--install", "--start")).Succeeded();
        return agent;
    }

    private static Task ComesBackAsync(SystemdAgent agent, string before) => Eventually.TrueAsync(
        async () => await agent.ShowAsync("ActiveState", Cancel) == "active" && await agent.ShowAsync("MainPID", Cancel) != before, "the agent is back", Cancel);

    private static async Task<List<string>> LinesAsync(SystemdAgent agent, JobTicket ticket)
    {
        using var client = agent.Connect();
        return await client.FollowLogAsync(ticket, cancellationToken: Cancel).Where(entry => entry.Record.Stream == LogStream.Stdout).Select(entry => entry.Record.Text).ToListAsync(Cancel);
    }
}
