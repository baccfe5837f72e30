using System.Net;
using System.Net.Sockets;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Acceptance.Tests.Jobs;
using Tentacle.Client;
using Tentacle.Contracts;

namespace Tentacle.Acceptance.Tests.Trust;

/// <summary>The same API on the agent's own machine, without certificates.</summary>
public sealed class LocalSocketSpecs(ListeningAgent agent) : IClassFixture<ListeningAgent>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Socket => Path.Combine(agent.Instance.Home, "tentacle.sock");

    [Fact]
    public async Task I_can_run_a_job_through_the_socket()
    {
        using var local = TentacleClient.OverLocalSocket(Socket);
        var job = await local.SubmitAsync(JobTicket.Create(TimeProvider.System), new JobRequest { Script = new JobScript { Bash = "echo local; exit 4" } }, cancellationToken: Cancel);
        var lines = await local.FollowLogAsync(job.Ticket, cancellationToken: Cancel).Select(e => e.Record.Text).ToListAsync(Cancel);

        Assert.Equal(["local"], lines);
        Assert.Equal(4, (await local.WaitAsync(job.Ticket, Cancel)).ExitCode);
        Assert.Equal($"local:{Environment.UserName}", job.SubmittedBy);
        Assert.Equal(4, (await agent.Client.GetJobAsync(job.Ticket, Cancel)).ExitCode);
    }

    [Fact]
    public async Task I_get_the_same_answers_and_the_same_refusals()
    {
        using var http = CreateHttp();
        using var described = await http.CallAsync(HttpMethod.Get, "/api/v1");
        using var document = await http.CallAsync(HttpMethod.Get, "/api/v1/openapi.json");
        using var missing = await http.CallAsync(HttpMethod.Get, "/api/v1/jobs/none");
        using var unknown = await http.CallAsync(HttpMethod.Get, "/");

        Assert.Equal(agent.Instance.Thumbprint, (await described.BodyAsync<AgentDescription>()).Certificate.Thumbprint.Value);
        Assert.Equal(HttpStatusCode.OK, document.StatusCode);
        await missing.RefusedAsync(404, ProblemTypes.JobNotFound);
        await unknown.RefusedAsync(404, ProblemTypes.NotFound);
    }

    [Fact]
    public void I_cannot_open_the_socket_unless_I_own_it() =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Socket));

    private HttpClient CreateHttp() => new(agent.Validating(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }))
    {
        BaseAddress = new Uri("http://localhost/"),
    };
}
