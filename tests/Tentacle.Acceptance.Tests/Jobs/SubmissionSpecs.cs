using System.Net;
using System.Text;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Jobs;

/// <summary>A job is accepted at most once, whoever asks how often.</summary>
public abstract class SubmissionSpecs(ConnectedAgent agent)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_submit_a_job_and_wait_for_its_end_in_one_call()
    {
        var ticket = JobCalls.NewTicket();
        using var response = await agent.SubmitAsync(ticket, JobCalls.Bash("exit 5"), ("Prefer", "wait=60"));
        var job = await response.JobAsync();

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal($"/api/v1/jobs/{ticket}", response.Headers.Location!.OriginalString);
        Assert.Equal("wait=60", response.Header("Preference-Applied"));
        Assert.Equal((JobState.Complete, JobOutcome.Failed, 5), (job.State, job.Outcome, job.ExitCode));
        Assert.Equal(agent.Server.Thumbprint, job.SubmittedBy);
    }

    [Fact]
    public async Task I_can_race_a_submission_and_it_runs_once()
    {
        using var here = new TemporaryDirectory();
        var (ticket, json) = (JobCalls.NewTicket(), JobCalls.Bash($"echo ran >> '{here["ran"]}'"));

        var responses = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => agent.SubmitAsync(ticket, json, ("Prefer", "wait=60"))));

        Assert.Single(responses, r => r.StatusCode == HttpStatusCode.Created);
        Assert.Equal(11, responses.Count(r => r.StatusCode == HttpStatusCode.OK));
        Assert.Equal("ran\n", await File.ReadAllTextAsync(here["ran"], Cancel));
        Array.ForEach(responses, r => r.Dispose());
    }

    [Fact]
    public async Task I_cannot_take_a_ticket_for_other_content()
    {
        var ticket = JobCalls.NewTicket();
        using var first = await agent.SubmitAsync(ticket, JobCalls.Bash("echo one"));
        using var other = await agent.SubmitAsync(ticket, JobCalls.Bash("echo two"));

        Assert.Contains(ticket, (await other.RefusedAsync(409, ProblemTypes.TicketConflict)).Detail!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_send_the_same_content_as_JSON_and_as_multipart_in_any_order_of_members()
    {
        var ticket = JobCalls.NewTicket();
        using var form = new MultipartFormDataContent { { JobCalls.Json("""{"isolation":{"level":"none"},"script":{"bash":"cat a/b.txt"}}"""), "job" }, { new StringContent("bee"), "file", "a/b.txt" } };
        using var first = await agent.CallAsync(HttpMethod.Put, $"/api/v1/jobs/{ticket}", form);
        using var second = await agent.SubmitAsync(ticket, JobCalls.Bash("cat a/b.txt", $$""","timeoutSeconds":0,"files":[{"name":"a\\b.txt","content":"{{Convert.ToBase64String("bee"u8)}}"}]"""), ("Prefer", "wait=60"));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal("bee\n", await agent.LogTextAsync((await second.JobAsync()).Ticket));
    }

    [Fact]
    public async Task I_can_ask_for_a_new_job_and_no_other()
    {
        var (ticket, json) = (JobCalls.NewTicket(), JobCalls.Bash("true"));
        using var first = await agent.SubmitAsync(ticket, json, ("If-None-Match", "*"));
        using var second = await agent.SubmitAsync(ticket, json, ("If-None-Match", "*"));

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Contains(ticket, (await second.RefusedAsync(412, ProblemTypes.PreconditionFailed)).Detail!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_forget_a_job_and_its_ticket_stays_reserved()
    {
        var job = await agent.RunAsync(JobCalls.Bash("echo here > left-behind"));
        var path = ApiRoutes.Job(job.Ticket);
        Assert.True(File.Exists(Path.Combine(agent.Instance.Home, "Work", job.Ticket.FolderName, "left-behind")));

        using var deleted = await agent.CallAsync(HttpMethod.Delete, path);
        using var again = await agent.CallAsync(HttpMethod.Delete, path);
        using var read = await agent.ReadAsync(path);
        using var log = await agent.ReadAsync(ApiRoutes.JobLog(job.Ticket));
        using var repeated = await agent.SubmitAsync(job.Ticket.Value, JobCalls.Bash("echo here > left-behind"));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (deleted.StatusCode, again.StatusCode));
        await read.RefusedAsync(404, ProblemTypes.JobNotFound);
        await log.RefusedAsync(404, ProblemTypes.JobNotFound);
        await repeated.RefusedAsync(410, ProblemTypes.JobForgotten);
        Assert.DoesNotContain(agent.JobEntries(), e => e.Contains(job.Ticket.FolderName, StringComparison.Ordinal));
    }

    [Fact]
    public async Task I_cannot_forget_a_job_before_its_end()
    {
        using var here = new TemporaryDirectory();
        var ticket = JobTicket.Parse(JobCalls.NewTicket());
        using var submitted = await agent.SubmitAsync(ticket.Value, JobCalls.Bash(JobCalls.Gate(here["gate"])));
        using var deleted = await agent.CallAsync(HttpMethod.Delete, ApiRoutes.Job(ticket));

        Assert.Contains($"POST /api/v1/jobs/{ticket}/cancel", (await deleted.RefusedAsync(409, ProblemTypes.JobNotComplete)).Detail!, StringComparison.Ordinal);
        await File.WriteAllTextAsync(here["gate"], "", Cancel);
        Assert.Equal(JobOutcome.Succeeded, (await agent.Client.WaitAsync(ticket, Cancel)).Outcome);
    }

    [Fact]
    public async Task I_can_let_the_agent_name_the_job_and_repeat_that_with_a_key()
    {
        var key = Guid.NewGuid().ToString();
        using var first = await PostAsync("echo once", key);
        using var same = await PostAsync("echo once", key);
        using var other = await PostAsync("echo twice", key);
        using var without = await PostAsync("echo once");

        var job = await first.JobAsync();
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(ApiRoutes.Job(job.Ticket), first.Headers.Location!.OriginalString);
        Assert.Equal((HttpStatusCode.OK, job.Ticket), (same.StatusCode, (await same.JobAsync()).Ticket));
        Assert.Contains(job.Ticket.Value, (await other.RefusedAsync(422, ProblemTypes.IdempotencyKeyReused)).Detail!, StringComparison.Ordinal);
        Assert.NotEqual(job.Ticket, (await without.JobAsync()).Ticket);

        await agent.Client.WaitAsync(job.Ticket, Cancel);
        await agent.Client.ForgetAsync(job.Ticket, Cancel);
        using var late = await PostAsync("echo once", key);
        await late.RefusedAsync(410, ProblemTypes.JobForgotten);
    }

    [Fact]
    public async Task I_can_ask_what_would_happen_and_nothing_is_made()
    {
        var before = agent.JobEntries();
        using var good = await agent.CallAsync(HttpMethod.Post, "/api/v1/jobs?dryRun=true", JobCalls.Json(JobCalls.Bash("exit 1")));
        using var bad = await agent.CallAsync(HttpMethod.Post, "/api/v1/jobs?dryRun=true", JobCalls.Json("""{"script":{"cmd":"echo"},"timeoutSeconds":-1}"""));

        var would = await good.BodyAsync<JobPreflight>();
        Assert.True(would.WouldRun);
        Assert.Equal("bash", would.Shell!.Name);
        var wouldNot = await bad.BodyAsync<JobPreflight>();
        Assert.False(wouldNot.WouldRun);
        Assert.Equal(["/script", "/timeoutSeconds"], wouldNot.Errors.Select(e => e.Pointer).Order());
        Assert.Equal(before, agent.JobEntries());
    }

    [Fact]
    public async Task I_can_see_in_advance_whom_a_job_would_wait_for()
    {
        using var here = new TemporaryDirectory();
        var ticket = JobCalls.NewTicket();
        using var holder = await agent.SubmitAsync(ticket, $$$"""{"script":{"bash":"{{{JobCalls.Gate(here["gate"])}}}"},"isolation":{"name":"{{{ticket}}}"}}""");
        using var response = await agent.CallAsync(HttpMethod.Post, "/api/v1/jobs?dryRun=true", JobCalls.Json($$$"""{"script":{"bash":"true"},"isolation":{"name":"{{{ticket}}}"}}"""));

        var wait = (await response.BodyAsync<JobPreflight>()).WaitingFor!;
        Assert.Equal((ticket, ticket), (wait.Lock, wait.Holders.Single().Value));
        await File.WriteAllTextAsync(here["gate"], "", Cancel);
    }

    [Fact]
    public async Task I_can_spell_a_ticket_in_any_case()
    {
        var ticket = "Release-" + JobCalls.NewTicket();
        using var submitted = await agent.SubmitAsync(ticket, JobCalls.Bash("true"));
        using var read = await agent.ReadAsync($"/api/v1/jobs/{ticket.ToUpperInvariant()}");
        using var again = await agent.SubmitAsync(ticket.ToUpperInvariant(), JobCalls.Bash("true"));

        Assert.Equal(ticket, (await read.JobAsync()).Ticket.Value);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    private Task<HttpResponseMessage> PostAsync(string script, string? key = null) =>
        agent.CallAsync(HttpMethod.Post, "/api/v1/jobs", new StringContent(JobCalls.Bash(script), Encoding.UTF8, "application/json"), key is null ? [] : [("Idempotency-Key", key)]);
}

/// <inheritdoc/>
public sealed class ListeningSubmissionSpecs(ListeningAgent agent) : SubmissionSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledSubmissionSpecs(PolledAgent agent) : SubmissionSpecs(agent), IClassFixture<PolledAgent>;
