using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Acceptance.Tests.Jobs;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Polling;

/// <summary>The proxy is changed while a server is connected through another (F11).</summary>
public sealed class PollingProxyChangeSpecs : IAsyncLifetime
{
    private readonly TestCertificate _certificate = TestCertificate.Create("CN=Server");
    private readonly ConcurrentDictionary<SubscriptionId, Thumbprint> _registered = new();
    private readonly SubscriptionId _subscription = SubscriptionId.Create();
    private readonly TemporaryDirectory _here = new();
    private PollingServer? _server;
    private TemporaryInstance? _agent;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PollingServer Server => _server!;

    private TemporaryInstance Agent => _agent!;

    public async ValueTask InitializeAsync()
    {
        _server = await PollingServer.StartAsync(_certificate, _registered);
        _agent = await TemporaryInstance.CreateAsync(new TemporaryInstanceOptions { NoListen = true, Trust = [_certificate.Thumbprint] }, Cancel);
        _registered[_subscription] = Thumbprint.Parse(Agent.Thumbprint);
        Agent.ChangeSettings(settings => settings["Tentacle"]!["Communication"]!["TrustedOctopusServers"] = new JsonArray(new JsonObject
        {
            ["Thumbprint"] = _certificate.Thumbprint,
            ["CommunicationStyle"] = 2,
            ["Address"] = $"https://localhost:{Server.Port}/",
            ["SubscriptionId"] = _subscription.Value,
        }));
    }

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _here.Dispose();
        _certificate.Dispose();
    }

    [Fact]
    public async Task I_have_the_agent_connect_again_through_another_proxy_without_cutting_what_runs()
    {
        using var one = new TunnelProxy();
        using var two = new TunnelProxy();
        await UseAsync(one.Port);
        await Agent.StartAgentAsync(Cancel);
        await Eventually.TrueAsync(() => Server.Hub.List().Any(a => a.Subscription == _subscription && a.IsConnected), Cancel, TimeSpan.FromSeconds(60), "the agent is connected");
        using var client = Server.Hub.GetClient(_subscription);
        var job = await client.SubmitAsync(JobTicket.Create(TimeProvider.System), new JobRequest { Script = new JobScript { Bash = JobCalls.Gate(_here["gate"]) } }, cancellationToken: Cancel);
        var lines = new ConcurrentQueue<string>();
        var following = FollowAsync(client, job.Ticket, lines);
        await Eventually.TrueAsync(() => lines.Contains("waiting"), Cancel);

        var said = await UseAsync(two.Port);
        await Eventually.TrueAsync(() => two.Open == 1, Cancel, TimeSpan.FromSeconds(60), "the agent has connected through the other proxy");

        Assert.Contains("connects to its servers again through it now", said, StringComparison.Ordinal);
        Assert.Equal(1, one.Open);
        Assert.Equal(JobState.Running, (await client.GetJobAsync(job.Ticket, Cancel)).State);
        await File.WriteAllTextAsync(_here["gate"], "", Cancel);
        await following;
        Assert.Contains("through", lines);
        await Eventually.TrueAsync(() => one.Open == 0, Cancel, TimeSpan.FromSeconds(60), "the connection through the proxy before is left");
        Assert.Equal((1, 1), (one.Made, two.Made));
        Assert.Equal(JobOutcome.Succeeded, (await client.WaitAsync(job.Ticket, Cancel)).Outcome);
    }

    [Fact]
    public async Task I_keep_the_connection_that_I_have_when_the_new_proxy_does_not_work()
    {
        using var one = new TunnelProxy();
        await UseAsync(one.Port);
        await Agent.StartAgentAsync(Cancel);
        await Eventually.TrueAsync(() => one.Open == 1, Cancel, TimeSpan.FromSeconds(60), "the agent is connected");

        await UseAsync(FreePort.Next());
        await Eventually.TrueAsync(() => (Agent.Agent.Output + Agent.Agent.Errors).Contains("could not be connected to, and is tried again", StringComparison.Ordinal), Cancel, TimeSpan.FromSeconds(60), "the agent has tried the new proxy");

        Assert.Equal(1, one.Open);
        using var client = Server.Hub.GetClient(_subscription);
        Assert.Equal(Agent.Name, (await client.DescribeAsync(Cancel)).Instance);
    }

    private static async Task FollowAsync(Client.TentacleClient client, JobTicket ticket, ConcurrentQueue<string> lines)
    {
        await foreach (var entry in client.FollowLogAsync(ticket, cancellationToken: Cancel))
        {
            lines.Enqueue(entry.Record.Text);
        }
    }

    private async Task<string> UseAsync(int port) =>
        (await RunningProgram.RunAsync(Agent.Command("polling-proxy", "--instance", Agent.Name, "--proxyEnable", "true", "--proxyHost", "127.0.0.1", "--proxyPort", $"{port}"), Cancel)).Succeeded().Output;
}
