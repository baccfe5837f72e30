using System.Net;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Jobs;

/// <summary>Seeing where jobs are, and stopping them.</summary>
public abstract class JobStateSpecs(ConnectedAgent agent)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_page_through_all_jobs_newest_first()
    {
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            made.Insert(0, (await agent.RunAsync(JobCalls.Bash("true"))).Ticket.Value);
        }

        var listed = new List<string>();
        for (var path = "/api/v1/jobs?limit=2&state=complete"; path is not null;)
        {
            using var response = await agent.ReadAsync(path);
            var page = await response.BodyAsync<JobList>();
            Assert.InRange(page.Items.Count, 1, 2);
            listed.AddRange(page.Items.Select(j => j.Ticket.Value));
            var link = response.Header("Link");
            Assert.Equal(page.Next is null, link is null);
            path = link?.Split('<', '>')[1];
        }

        Assert.Equal(made, listed.Where(made.Contains));
        Assert.Equal(listed.Count, listed.Distinct().Count());
    }

    [Fact]
    public async Task I_can_list_only_jobs_in_one_state()
    {
        using var here = new TemporaryDirectory();
        var done = (await agent.RunAsync(JobCalls.Bash("true"))).Ticket;
        var running = JobTicket.Parse(JobCalls.NewTicket());
        using var submitted = await agent.SubmitAsync(running.Value, JobCalls.Bash(JobCalls.Gate(here["gate"])));
        await agent.LoggedAsync(running, "waiting");

        Assert.Contains(running, await ListAsync("running"));
        Assert.DoesNotContain(done, await ListAsync("running"));
        Assert.Contains(done, await ListAsync("complete"));
        Assert.DoesNotContain(running, await ListAsync("complete"));
        await File.WriteAllTextAsync(here["gate"], "", Cancel);
        await agent.Client.WaitAsync(running, Cancel);
    }

    [Fact]
    public async Task I_can_ask_whether_a_job_is_still_as_I_know_it()
    {
        var path = ApiRoutes.Job((await agent.RunAsync(JobCalls.Bash("true"))).Ticket);
        using var first = await agent.ReadAsync(path);
        var tag = first.Headers.ETag!.ToString();
        using var same = await agent.ReadAsync(path, ("If-None-Match", tag));
        using var other = await agent.ReadAsync(path, ("If-None-Match", "\"another\""));

        Assert.Equal((HttpStatusCode.NotModified, tag), (same.StatusCode, same.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task I_can_wait_for_the_end_or_for_any_news_of_a_job()
    {
        using var here = new TemporaryDirectory();
        var ticket = JobTicket.Parse(JobCalls.NewTicket());
        using var submitted = await agent.SubmitAsync(ticket.Value, JobCalls.Bash(JobCalls.Gate(here["gate"])));
        await agent.LoggedAsync(ticket, "waiting");
        using var known = await agent.ReadAsync(ApiRoutes.Job(ticket));
        var tag = known.Headers.ETag!.ToString();

        using var nothingNew = await agent.ReadAsync(ApiRoutes.Job(ticket), ("Prefer", "wait=1"), ("If-None-Match", tag));
        var news = agent.ReadAsync(ApiRoutes.Job(ticket), ("Prefer", "wait=60"), ("If-None-Match", tag));
        var end = agent.ReadAsync(ApiRoutes.Job(ticket), ("Prefer", "wait=60"));
        await File.WriteAllTextAsync(here["gate"], "", Cancel);

        Assert.Equal((HttpStatusCode.NotModified, "wait=1"), (nothingNew.StatusCode, nothingNew.Header("Preference-Applied")));
        using var changed = await news;
        Assert.NotEqual(tag, changed.Headers.ETag!.ToString());
        using var ended = await end;
        Assert.Equal(JobState.Complete, (await ended.JobAsync()).State);
    }

    [Fact]
    public async Task I_can_cancel_a_running_job_and_repeat_that()
    {
        var ticket = JobTicket.Parse(JobCalls.NewTicket());
        using var submitted = await agent.SubmitAsync(ticket.Value, JobCalls.Bash("echo up; sleep 600"));
        await agent.LoggedAsync(ticket, "up");

        using var canceled = await agent.CallAsync(HttpMethod.Post, ApiRoutes.JobCancel(ticket));
        var job = await agent.Client.WaitAsync(ticket, Cancel);
        using var again = await agent.CallAsync(HttpMethod.Post, ApiRoutes.JobCancel(ticket));

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.OK), (canceled.StatusCode, again.StatusCode));
        Assert.Equal((JobOutcome.Canceled, ScriptExitCodes.Canceled), (job.Outcome, job.ExitCode));
    }

    [Fact]
    public async Task I_can_cancel_a_job_that_waits_for_another()
    {
        using var here = new TemporaryDirectory();
        var (holder, waiting) = (JobTicket.Parse(JobCalls.NewTicket()), JobTicket.Parse(JobCalls.NewTicket()));
        var isolation = $$"""{"name":"{{holder}}"}""";
        using var first = await agent.SubmitAsync(holder.Value, $$"""{"script":{"bash":"{{JobCalls.Gate(here["gate"])}}"},"isolation":{{isolation}}}""");
        using var second = await agent.SubmitAsync(waiting.Value, $$"""{"script":{"bash":"echo ran > '{{here["ran"]}}'"},"isolation":{{isolation}}}""");
        await agent.LoggedAsync(waiting, $"held by {holder}");
        var pending = await agent.Client.GetJobAsync(waiting, Cancel);

        using var canceled = await agent.CallAsync(HttpMethod.Post, ApiRoutes.JobCancel(waiting));
        var job = await agent.Client.WaitAsync(waiting, Cancel);
        await File.WriteAllTextAsync(here["gate"], "", Cancel);

        Assert.Equal((JobState.Pending, holder), (pending.State, pending.WaitingFor!.Holders.Single()));
        Assert.Equal((JobOutcome.Canceled, null), (job.Outcome, job.StartedAt));
        Assert.Equal(JobOutcome.Succeeded, (await agent.Client.WaitAsync(holder, Cancel)).Outcome);
        Assert.False(File.Exists(here["ran"]));
    }

    [Theory]
    [InlineData("exit 255", JobOutcome.Failed, 255)]
    [InlineData("kill -9 $$", JobOutcome.Failed, 137)]
    [InlineData("true", JobOutcome.Succeeded, 0)]
    public async Task I_get_the_exit_code_as_the_system_has_it(string script, JobOutcome outcome, int code)
    {
        var job = await agent.RunAsync(JobCalls.Bash(script));

        Assert.Equal((outcome, code, code), (job.Outcome, job.ExitCode, job.ProcessExitCode));
    }

    [Fact]
    public async Task I_can_limit_the_time_of_a_script()
    {
        var job = await agent.RunAsync(JobCalls.Bash("sleep 600", ""","timeoutSeconds":1"""));

        Assert.Equal((JobOutcome.TimedOut, ScriptExitCodes.TimedOut), (job.Outcome, job.ExitCode));
    }

    [Fact]
    public async Task I_can_say_what_a_job_is_for()
    {
        var job = await agent.RunAsync(JobCalls.Bash("echo $TentacleTaskId", ""","taskId":"ServerTasks-7","labels":{"project":"wéb"}"""));

        Assert.Equal(("ServerTasks-7", "wéb"), (job.TaskId, job.Labels["project"]));
        Assert.Equal("ServerTasks-7\n", await agent.LogTextAsync(job.Ticket));
    }

    private async Task<List<JobTicket>> ListAsync(string state)
    {
        using var response = await agent.ReadAsync($"/api/v1/jobs?limit=1000&state={state}");
        return [.. (await response.BodyAsync<JobList>()).Items.Select(j => j.Ticket)];
    }
}

/// <inheritdoc/>
public sealed class ListeningJobStateSpecs(ListeningAgent agent) : JobStateSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledJobStateSpecs(PolledAgent agent) : JobStateSpecs(agent), IClassFixture<PolledAgent>;
