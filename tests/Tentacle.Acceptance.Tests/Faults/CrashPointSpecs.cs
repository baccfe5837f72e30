using System.Net.Http.Json;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>
/// The power goes at each point between a submission and its first line of output. Debug builds kill themselves where the variable says; release builds
/// know nothing of it.
/// </summary>
public sealed class CrashPointSpecs
{
    private const string Variable = "TENTACLE_DEBUG_KILL_AT";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The agent dies, and the job had not started: it runs after the restart, once, with all that was submitted.</summary>
    [Theory]
    [InlineData("job-moved")]
    [InlineData("job-accepted")]
    [InlineData("job-admitted")]
    [InlineData("supervisor-untold")]
    [InlineData("job-launched")]
    public async Task I_get_a_job_run_once_after_the_agent_died_at(string point)
    {
        await using var agent = await FaultAgent.CreateAsync(Cancel);
        await agent.Instance.StartAgentAsync(Cancel, new Dictionary<string, string?> { [Variable] = point });
        var ticket = await SubmitAndCrashAsync(agent);

        await agent.Instance.StartAgentAsync(Cancel);
        var job = await agent.Client.WaitAsync(ticket, Cancel);

        Assert.Equal((JobOutcome.Succeeded, 1), (job.Outcome, job.Runs));
        Assert.Equal((IsolationLevel.Full, "mine"), (job.Isolation.Level, job.Isolation.Name));
        Assert.Equal(["two words", "", "********", "from a file"], (await agent.ReadLogAsync(ticket, Cancel)).Where(r => r.Stream == LogStream.Stdout).Select(r => r.Text));
        Assert.Equal(["ran"], await File.ReadAllLinesAsync(Witness(agent), Cancel));
        Assert.False(File.Exists(Path.Combine(agent.Folder(ticket), "secrets")));
    }

    /// <summary>Before the rename nothing was accepted: the caller, who got no answer, submits again.</summary>
    [Fact]
    public async Task I_can_submit_again_when_the_agent_died_before_it_accepted()
    {
        await using var agent = await FaultAgent.CreateAsync(Cancel);
        await agent.Instance.StartAgentAsync(Cancel, new Dictionary<string, string?> { [Variable] = "job-staged" });
        var ticket = await SubmitAndCrashAsync(agent);

        await agent.Instance.StartAgentAsync(Cancel);
        using var unknown = await agent.Http.GetAsync(new Uri(ApiRoutes.Job(ticket), UriKind.Relative), Cancel);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(agent.Instance.Home, "Work")));
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(agent.Instance.Home, "Jobs")));

        await agent.Client.SubmitAsync(ticket, Request(agent), cancellationToken: Cancel);
        Assert.Equal(JobOutcome.Succeeded, (await agent.Client.WaitAsync(ticket, Cancel)).Outcome);
        Assert.Equal(["ran"], await File.ReadAllLinesAsync(Witness(agent), Cancel));
    }

    /// <summary>The supervisor dies once the start is on disk: the job is lost, and nothing starts it a second time.</summary>
    [Theory]
    [InlineData("supervisor-marked", 0)]
    [InlineData("supervisor-spawned", 1)]
    [InlineData("supervisor-logged", 1)]
    public async Task I_never_get_a_started_job_run_twice_when_its_supervisor_died_at(string point, int mostRuns)
    {
        await using var agent = await FaultAgent.CreateAsync(Cancel);
        await agent.Instance.StartAgentAsync(Cancel, new Dictionary<string, string?> { [Variable] = point });
        var ticket = JobTicket.Create(TimeProvider.System);
        await agent.Client.SubmitAsync(ticket, Request(agent), cancellationToken: Cancel);
        Assert.Equal((JobOutcome.Lost, ScriptExitCodes.Lost), Ending(await agent.Client.WaitAsync(ticket, Cancel)));

        await agent.Instance.KillAgentAsync(Cancel);
        await agent.Instance.StartAgentAsync(Cancel);
        var again = await agent.Client.SubmitAsync(ticket, Request(agent), cancellationToken: Cancel);

        Assert.Equal((JobOutcome.Lost, ScriptExitCodes.Lost), Ending(again));
        Assert.InRange(File.Exists(Witness(agent)) ? (await File.ReadAllLinesAsync(Witness(agent), Cancel)).Length : 0, 0, mostRuns);
        Assert.Contains("its result is lost", (await agent.ReadLogAsync(ticket, Cancel))[^1].Text, StringComparison.Ordinal);
    }

    /// <summary>A supervisor that never got to mark the start is tried again, and given up in the end.</summary>
    [Fact]
    public async Task I_am_told_when_no_supervisor_gets_to_start_a_job()
    {
        await using var agent = await FaultAgent.CreateAsync(Cancel);
        await agent.Instance.StartAgentAsync(Cancel, new Dictionary<string, string?> { [Variable] = "supervisor-told" });
        var ticket = JobTicket.Create(TimeProvider.System);
        await agent.Client.SubmitAsync(ticket, Request(agent), cancellationToken: Cancel);

        Assert.Equal((JobOutcome.Failed, ScriptExitCodes.ShellNotStarted), Ending(await agent.Client.WaitAsync(ticket, Cancel)));
        Assert.False(File.Exists(Witness(agent)));
    }

    private static (JobOutcome? Outcome, int? ExitCode) Ending(Job job) => (job.Outcome, job.ExitCode);

    private static string Witness(FaultAgent agent) => Path.Combine(agent.Instance.Home, "witness");

    private static JobRequest Request(FaultAgent agent) => new()
    {
        Script = new JobScript { Bash = $"echo ran >> '{Witness(agent)}'; printf '%s\\n' \"$1\" \"$2\" \"$SECRET\"; cat sub/file.txt" },
        Arguments = ["two words", ""],
        Environment = new Dictionary<string, string> { ["SECRET"] = "hush-hush" },
        SensitiveValues = ["hush-hush"],
        Files = [new JobFile("sub/file.txt", "from a file"u8.ToArray())],
        Isolation = new JobIsolation { Name = "mine" },
    };

    // The call may have been answered before the agent died, or not: both are what happens when the power goes.
    private static async Task<JobTicket> SubmitAndCrashAsync(FaultAgent agent)
    {
        var ticket = JobTicket.Create(TimeProvider.System);
        try
        {
            using var response = await agent.Http.PutAsJsonAsync(new Uri(ApiRoutes.Job(ticket), UriKind.Relative), Request(agent), ApiJson.Default.JobRequest, Cancel);
        }
        catch (HttpRequestException)
        {
            // As expected.
        }

        await agent.Instance.Agent.WaitForExitAsync(Cancel);
        return ticket;
    }
}
