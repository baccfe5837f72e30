using System.Net;
using System.Net.Http.Json;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>An agent is emptied before it is taken away.</summary>
public sealed class DrainSpecs
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_drain_an_agent_over_a_restart_and_let_it_go_on()
    {
        await using var agent = await FaultAgent.StartAsync(Cancel);
        var gate = agent.Instance.Home + "/gate";
        var running = await agent.SubmitAsync($"echo started; until [ -e '{gate}' ]; do sleep 0.05; done", Cancel, Full);
        await agent.SeesAsync(running.Ticket, "started", Cancel);
        var waiting = await agent.SubmitAsync("echo waited", Cancel, Full);

        Assert.Equal(new DrainState(true, 1, 1), await DrainAsync(agent, HttpMethod.Post));
        await AssertRefusedAsync(agent);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(agent, waiting.Ticket, "echo waited")).StatusCode);
        Assert.False((await agent.Client.PreflightAsync(new JobRequest { Script = new JobScript { Bash = "echo" } }, Cancel)).WouldRun);

        await agent.KillAndRestartAsync(Cancel);
        await AssertRefusedAsync(agent);
        await File.WriteAllTextAsync(gate, "", Cancel);
        Assert.Equal(new DrainState(true, 0, 1), await DrainAsync(agent, HttpMethod.Post, wait: 30));
        Assert.Equal(JobOutcome.Succeeded, (await agent.Client.GetJobAsync(running.Ticket, Cancel)).Outcome);
        var held = await agent.Client.GetJobAsync(waiting.Ticket, Cancel);
        Assert.Equal((JobState.Pending, "drain"), (held.State, held.WaitingFor!.Lock));

        Assert.False((await DrainAsync(agent, HttpMethod.Delete)).Draining);
        Assert.Equal(JobOutcome.Succeeded, (await agent.Client.WaitAsync(waiting.Ticket, Cancel)).Outcome);
        Assert.Equal(HttpStatusCode.Created, (await PutAsync(agent, JobTicket.Create(TimeProvider.System), "echo")).StatusCode);
    }

    private static async Task AssertRefusedAsync(FaultAgent agent)
    {
        using var refused = await PutAsync(agent, JobTicket.Create(TimeProvider.System), "echo");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(ProblemTypes.Prefix + ProblemTypes.Draining, (await refused.Content.ReadFromJsonAsync(ApiJson.Default.Problem, Cancel))!.Type);
    }

    private static Task<HttpResponseMessage> PutAsync(FaultAgent agent, JobTicket ticket, string bash) =>
        agent.Http.PutAsJsonAsync(new Uri(ApiRoutes.Job(ticket), UriKind.Relative), Full(new JobRequest { Script = new JobScript { Bash = bash } }), ApiJson.Default.JobRequest, Cancel);

    private static async Task<DrainState> DrainAsync(FaultAgent agent, HttpMethod method, int wait = 0)
    {
        using var request = new HttpRequestMessage(method, new Uri(ApiRoutes.Drain, UriKind.Relative)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (wait > 0)
        {
            request.Headers.Add(ApiHeaders.Prefer, $"wait={wait}");
        }

        using var response = await agent.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.DrainState, Cancel))!;
    }

    private static JobRequest Full(JobRequest request) => request with { Isolation = new JobIsolation() };
}
