using System.Diagnostics;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Faults;

namespace Tentacle.Acceptance.Tests.Polling;

/// <summary>Time limits of a network. Not beside other tests, which would eat up the time.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class NetworkCollection;

/// <summary>What a server does whose agent is on another network, where packets vanish and names get other addresses.</summary>
[Collection(typeof(NetworkCollection))]
public sealed class PollingNetworkSpecs(RemotePolledAgent agent) : IClassFixture<RemotePolledAgent>
{
    // Half a minute without a sign of life, then the wait for the answer to a question, both looked at every 5 s.
    private static readonly TimeSpan Found = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task I_see_within_60_s_that_packets_vanish_and_so_does_the_agent(bool whileALogIsFollowed)
    {
        await ReadyAsync();
        using var client = agent.CreateClient();
        var request = new JobRequest { Script = new JobScript { Bash = "while [ ! -e stop ]; do head -c 10000 /dev/zero | tr '\\0' x; echo; sleep 0.01; done" } };
        var job = whileALogIsFollowed ? await client.SubmitAsync(JobTicket.Create(TimeProvider.System), request, cancellationToken: Cancel) : null;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var begun = new TaskCompletionSource();
        var following = job is null ? Task.CompletedTask : FollowAsync(client, job.Ticket, begun, done.Token);
        if (job is not null)
        {
            await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        }

        var ended = Ended();

        await agent.Network.VanishAsync(Cancel);
        var started = Stopwatch.GetTimestamp();
        try
        {
            await Eventually.TrueAsync(() => !agent.IsConnected, Cancel, Found);
            await Eventually.TrueAsync(() => Ended() > ended, Cancel, Found);
            Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 1, Found.TotalSeconds);
        }
        finally
        {
            await agent.Network.ReappearAsync(Cancel);
        }

        await agent.IsConnectedAsync(Cancel);
        await done.CancelAsync();
        await following;
        if (job is not null)
        {
            await client.CancelAsync(job.Ticket, Cancel);
            Assert.Equal(JobOutcome.Canceled, (await client.WaitAsync(job.Ticket, Cancel)).Outcome);
        }
    }

    [Fact]
    public async Task I_can_move_the_server_to_another_address_under_its_name()
    {
        await ReadyAsync();

        await agent.MoveServerAsync(agent.Network.AlsoHere);

        await agent.IsConnectedAsync(Cancel);
        using var client = agent.CreateClient();
        Assert.Equal(agent.Instance.Name, (await client.DescribeAsync(Cancel)).Instance);
    }

    private async Task ReadyAsync()
    {
        Assert.SkipWhen(NetworkNamespace.Lacks is not null, NetworkNamespace.Lacks ?? "");
        await agent.IsConnectedAsync(Cancel);
    }

    private static async Task FollowAsync(TentacleClient client, JobTicket ticket, TaskCompletionSource begun, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var entry in client.FollowLogAsync(ticket, cancellationToken: cancellationToken))
            {
                begun.TrySetResult();
                Assert.NotNull(entry.Record);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It is only to keep the line busy.
        }
    }

    private int Ended() => agent.Instance.Agent.Output.Split("The connection to the polled server").Length;
}
