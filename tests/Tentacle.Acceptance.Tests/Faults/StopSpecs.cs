using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Acceptance.Tests.Jobs;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>Stopping an agent that is listened to (F15): every answer that is open ends in good order, at once, and the jobs go on.</summary>
public sealed class StopSpecs
{
    // A third of a second is what it takes; half of the five seconds that it would take with one open answer is where this fails.
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(2.5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task I_can_stop_the_agent_while_servers_follow_and_wait(string version)
    {
        await using var agent = await FaultAgent.StartAsync(Cancel);
        using var http = agent.CreateHttp(Version.Parse(version));
        await StopsCleanlyAsync(http, agent.Instance);
    }

    [Fact]
    public async Task I_can_stop_the_agent_while_this_machine_follows_and_waits()
    {
        await using var agent = await FaultAgent.StartAsync(Cancel);
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(agent.Instance.Home, "tentacle.sock")), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = new Uri("http://localhost"),
        };
        await StopsCleanlyAsync(http, agent.Instance);
    }

    [Fact]
    public async Task I_can_stop_the_agent_while_a_polled_server_follows_and_waits()
    {
        await using var agent = new PolledAgent();
        await agent.InitializeAsync();
        await StopsCleanlyAsync(agent.Http, agent.Instance);
    }

    [Fact]
    public async Task I_can_stop_the_agent_while_strangers_sit_on_its_port_and_a_server_does_not_read()
    {
        await using var agent = await FaultAgent.StartAsync(Cancel);
        using var http = agent.CreateHttp(HttpVersion.Version11);
        using var silent = new TcpClient();
        await silent.ConnectAsync("127.0.0.1", agent.Instance.Port, Cancel);
        using var half = new TcpClient();
        await half.ConnectAsync("127.0.0.1", agent.Instance.Port, Cancel);
        await half.GetStream().WriteAsync((byte[])[22, 3, 1, 1, 0, 1], Cancel);
        await using var anonymous = await Trust.TlsCalls.ConnectAsync(agent.Instance, null, System.Security.Authentication.SslProtocols.Tls13);
        var writing = await agent.SubmitAsync("yes | head -c 30000000; sleep 60", Cancel);
        using var unread = await http.CallAsync(HttpMethod.Get, ApiRoutes.JobLog(writing.Ticket) + "?follow=true");

        var started = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await agent.Instance.StopAgentAsync(Cancel));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, MaxDuration);
    }

    private static async Task StopsCleanlyAsync(HttpClient http, Testing.Instances.TemporaryInstance instance)
    {
        using var here = new TemporaryDirectory();
        var (ticket, path) = Put();
        using var submitted = await http.CallAsync(HttpMethod.Put, path, JobCalls.Json(JobCalls.Bash(JobCalls.Gate(here["gate"]))));
        Assert.Equal(HttpStatusCode.Created, submitted.StatusCode);
        var log = ApiRoutes.JobLog(ticket);
        await Eventually.TrueAsync(
            async () => (await (await http.CallAsync(HttpMethod.Get, log)).Content.ReadAsStringAsync(Cancel)).Contains("waiting", StringComparison.Ordinal), "the job runs", Cancel);

        using var records = await http.CallAsync(HttpMethod.Get, log + "?follow=true");
        using var events = await http.CallAsync(HttpMethod.Get, log, null, ("Accept", ApiHeaders.EventStream));
        using var text = await http.CallAsync(HttpMethod.Get, log + "?follow=true", null, ("Accept", ApiHeaders.PlainText));
        using var range = await http.CallAsync(HttpMethod.Get, log, null, ("Range", "bytes=0-9007199254740991"));
        var waiting = http.CallAsync(HttpMethod.Get, ApiRoutes.Job(ticket), null, (ApiHeaders.Prefer, "wait=60"));
        var (second, secondPath) = Put();
        var submitting = http.CallAsync(HttpMethod.Put, secondPath, JobCalls.Json(JobCalls.Bash(JobCalls.Gate(here["gate"]))), (ApiHeaders.Prefer, "wait=60"));
        using (var other = await http.CallAsync(HttpMethod.Get, ApiRoutes.Jobs))
        {
            await Eventually.TrueAsync(async () => (await http.CallAsync(HttpMethod.Get, ApiRoutes.Job(second))).IsSuccessStatusCode, "the second job is accepted", Cancel);
        }

        var started = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await instance.StopAgentAsync(Cancel));
        var took = TimeProvider.System.GetElapsedTime(started);

        Assert.Contains("waiting", await records.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("waiting", await text.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("waiting", await range.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        var last = (await events.Content.ReadAsStringAsync(Cancel)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Contains($"event: stopping\ndata: {{\"ticket\":\"{ticket}\"", last, StringComparison.Ordinal);
        foreach (var (answer, status) in new[] { (await waiting, HttpStatusCode.OK), (await submitting, HttpStatusCode.Created) })
        {
            Assert.Equal(status, answer.StatusCode);
            Assert.NotEqual(JobState.Complete, JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Cancel), ApiJson.Default.Job)!.State);
            answer.Dispose();
        }

        TestContext.Current.SendDiagnosticMessage("stopped in {0:0} ms", took.TotalMilliseconds);
        Assert.InRange(took, TimeSpan.Zero, MaxDuration);
        await File.WriteAllTextAsync(here["gate"], "", Cancel);
    }

    private static (JobTicket Ticket, string Path) Put()
    {
        var ticket = JobTicket.Create(TimeProvider.System);
        return (ticket, ApiRoutes.Job(ticket));
    }
}
