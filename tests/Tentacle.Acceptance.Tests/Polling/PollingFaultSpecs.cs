using System.Diagnostics;
using System.Security.Cryptography;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Faults;

namespace Tentacle.Acceptance.Tests.Polling;

/// <summary>What a server does whose agent's connection fails.</summary>
public sealed class PollingFaultSpecs(FaultyPolledAgent agent) : IClassFixture<FaultyPolledAgent>, IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await agent.IsConnectedAsync(Cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task I_can_submit_a_job_that_runs_once_though_its_answer_is_lost()
    {
        using var directory = new TemporaryDirectory();
        var request = new JobRequest { Script = new JobScript { Bash = $"echo ran >> '{directory["runs"]}'" } };

        agent.Network.ToServer.CutAfter(1);
        var job = await agent.Client.SubmitAsync(JobTicket.Create(TimeProvider.System), request, cancellationToken: Cancel);
        job = await agent.Client.WaitAsync(job.Ticket, Cancel);

        Assert.Equal(JobOutcome.Succeeded, job.Outcome);
        Assert.Equal("ran\n", await File.ReadAllTextAsync(directory["runs"], Cancel));
    }

    [Fact]
    public async Task I_can_follow_a_log_to_its_end_across_a_broken_connection()
    {
        var request = new JobRequest { Script = new JobScript { Bash = "for i in {1..400}; do echo line $i; read -t 0.005 <> <(:) || true; done" } };
        var job = await agent.Client.SubmitAsync(JobTicket.Create(TimeProvider.System), request, cancellationToken: Cancel);

        var lines = new List<string>();
        await foreach (var entry in agent.Client.FollowLogAsync(job.Ticket, cancellationToken: Cancel))
        {
            lines.Add(entry.Record.Text);
            if (lines.Count == 50)
            {
                agent.Network.CutAll(CutKind.Reset);
            }
        }

        Assert.Equal(Enumerable.Range(1, 400).Select(i => $"line {i}"), lines);
    }

    [Fact]
    public async Task I_can_upload_a_file_whose_connection_breaks_in_the_middle()
    {
        using var directory = new TemporaryDirectory();
        var content = RandomNumberGenerator.GetBytes(20_000_000);
        await File.WriteAllBytesAsync(directory["local"], content, Cancel);

        agent.Network.ToClient.CutAfter(8_000_000);
        var there = await agent.Client.UploadAsync(directory["local"], directory["remote"], cancellationToken: Cancel);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), there.Sha256);
        Assert.Equal(content, await File.ReadAllBytesAsync(directory["remote"], Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task I_see_within_60_s_that_a_connection_without_a_FIN_is_dead_and_so_does_the_agent(bool whileALogIsFollowed)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var following = whileALogIsFollowed ? await FollowingAsync(done.Token) : Task.CompletedTask;
        var started = Stopwatch.GetTimestamp();
        var ended = Ended();
        agent.Network.ToClient.Pause();
        agent.Network.ToServer.Pause();
        try
        {
            await Eventually.TrueAsync(() => !agent.IsConnected, Cancel, TimeSpan.FromSeconds(65));
            await Eventually.TrueAsync(() => Ended() > ended, Cancel, TimeSpan.FromSeconds(65));
            Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 1, 60);
        }
        finally
        {
            agent.Network.ToClient.Resume();
            agent.Network.ToServer.Resume();
            agent.Network.CutAll(CutKind.Reset);
        }

        await agent.IsConnectedAsync(Cancel);
        await done.CancelAsync();
        await following;
    }

    [Fact]
    public async Task I_can_cancel_a_job_behind_500_followers()
    {
        var request = new JobRequest { Script = new JobScript { Bash = "sleep 600" } };
        var job = await agent.Client.SubmitAsync(JobTicket.Create(TimeProvider.System), request, cancellationToken: Cancel);
        using var http = agent.CreateHttp();
        var followers = new List<HttpResponseMessage>();
        try
        {
            for (var i = 0; i < 500; i++)
            {
                followers.Add(await http.GetAsync(new Uri($"{job.Links.Log}?follow=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancel));
            }

            await agent.Client.CancelAsync(job.Ticket, Cancel);

            Assert.Equal(JobOutcome.Canceled, (await agent.Client.WaitAsync(job.Ticket, Cancel)).Outcome);
        }
        finally
        {
            followers.ForEach(f => f.Dispose());
        }
    }

    /// <summary>Follows a log that grows fast, until nobody wants it any more; returns when its first records are there.</summary>
    private async Task<Task> FollowingAsync(CancellationToken cancellationToken)
    {
        var begun = new TaskCompletionSource();
        var following = FollowAsync(begun, cancellationToken);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        return following;
    }

    private async Task FollowAsync(TaskCompletionSource begun, CancellationToken cancellationToken)
    {
        var request = new JobRequest { Script = new JobScript { Bash = "while :; do head -c 10000 /dev/zero | tr '\\0' x; echo; sleep 0.01; done" } };
        var job = await agent.Client.SubmitAsync(JobTicket.Create(TimeProvider.System), request, cancellationToken: Cancel);
        try
        {
            await foreach (var entry in agent.Client.FollowLogAsync(job.Ticket, cancellationToken: cancellationToken))
            {
                begun.TrySetResult();
                Assert.NotNull(entry.Record);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await agent.Client.CancelAsync(job.Ticket, Cancel);
            await agent.Client.WaitAsync(job.Ticket, Cancel);
        }
    }

    private int Ended() => agent.Instance.Agent.Output.Split("The connection to the polled server").Length;
}
