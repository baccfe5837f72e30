using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>Much at once. Not beside other tests, whose time limits this would try.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class CrowdCollection;

/// <inheritdoc cref="CrowdCollection"/>
[Collection(typeof(CrowdCollection))]
public sealed class CrowdSpecs(ITestOutputHelper output) : IAsyncLifetime
{
    private const long Mebibyte = 1 << 20;
    private FaultAgent _agent = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _agent = await FaultAgent.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    [Fact]
    public async Task I_can_race_200_submissions_of_one_ticket_and_it_runs_once()
    {
        var witness = Path.Combine(_agent.Instance.Home, "witness");
        var request = new JobRequest { Script = new JobScript { Bash = $"echo ran >> '{witness}'" } };
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var ticket = i % 2 == 0 ? "The-Race" : "the-rACE";
            using var response = await _agent.Http.PutAsJsonAsync(new Uri($"{ApiRoutes.Jobs}/{ticket}", UriKind.Relative), request, ApiJson.Default.JobRequest, Cancel);
            return (response.StatusCode, Job: (await response.Content.ReadFromJsonAsync(ApiJson.Default.Job, Cancel))!);
        }));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Equal(199, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        Assert.Single(answers.Select(a => (a.Job.CreatedAt, a.Job.Ticket)).Distinct());
        Assert.Equal(JobOutcome.Succeeded, (await _agent.Client.WaitAsync(answers[0].Job.Ticket, Cancel)).Outcome);
        Assert.Equal(["ran"], await File.ReadAllLinesAsync(witness, Cancel));
    }

    [Fact]
    public async Task I_can_race_submissions_with_one_idempotency_key_and_it_runs_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(ApiRoutes.Jobs, UriKind.Relative))
            {
                Version = HttpVersion.Version20,
                Content = JsonContent.Create(new JobRequest { Script = new JobScript { Bash = "echo" } }, ApiJson.Default.JobRequest),
            };
            message.Headers.Add(ApiHeaders.IdempotencyKey, "\"only-once\"");
            using var response = await _agent.Http.SendAsync(message, Cancel);
            return (response.StatusCode, Job: (await response.Content.ReadFromJsonAsync(ApiJson.Default.Job, Cancel))!);
        }));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Single(answers.Select(a => a.Job.Ticket).Distinct());
        Assert.Single(await _agent.Client.ListJobsAsync(cancellationToken: Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task I_can_submit_a_thousand_jobs_at_once_and_all_end_in_bounded_memory()
    {
        await _agent.Client.WaitAsync((await _agent.SubmitAsync("echo", Cancel)).Ticket, Cancel);
        var started = Stopwatch.GetTimestamp();
        var jobs = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => _agent.SubmitAsync($"echo {i}; exit {i % 200}", Cancel)));
        var ended = await Task.WhenAll(jobs.Select(job => _agent.Client.WaitAsync(job.Ticket, Cancel)));

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (int?)(i % 200)), ended.Select(job => job.ExitCode));
        var peak = Processes.Memory(_agent.Instance.Agent.Id, "VmHWM") / Mebibyte;
        output.WriteLine($"1,000 jobs in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s; the agent's memory peaked at {peak} MiB, {Processes.Memory(_agent.Instance.Agent.Id, "RssAnon") / Mebibyte} MiB of it its own now.");
        Assert.InRange(peak, 0, 400);

        // The last ones have only just ended.
        await Eventually.TrueAsync(() => Processes.ZombiesOf(_agent.Instance.Agent.Id).Count == 0, Cancel);
    }

    [Fact]
    public async Task I_can_have_two_hundred_jobs_running_without_a_thread_for_each()
    {
        var jobs = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => _agent.SubmitAsync("exec sleep 300", Cancel)));
        await Eventually.TrueAsync(
            async () => await _agent.Client.ListJobsAsync(JobState.Running, Cancel).CountAsync(Cancel) == jobs.Length, Cancel, TimeSpan.FromSeconds(60));

        output.WriteLine($"{Processes.Threads(_agent.Instance.Agent.Id)} threads, {Processes.Memory(_agent.Instance.Agent.Id, "RssAnon") / Mebibyte} MiB");
        Assert.InRange(Processes.Threads(_agent.Instance.Agent.Id), 0, 60);
    }

    [Fact]
    public async Task I_can_cancel_a_job_behind_500_followers_of_its_log_on_one_connection()
    {
        var job = await _agent.SubmitAsync("for ((;;)); do echo line; sleep 0.01; done", Cancel);
        var follow = new Uri($"{job.Links.Log}?follow=true", UriKind.Relative);
        var followers = await Task.WhenAll(Enumerable.Range(0, 500).Select(async _ =>
        {
            var response = await _agent.Http.GetAsync(follow, HttpCompletionOption.ResponseHeadersRead, Cancel);
            return await response.Content.ReadAsStreamAsync(Cancel);
        }));

        // Half of them read, half do not.
        var readers = followers.Where((_, i) => i % 2 == 0).Select(async body => await new StreamReader(body).ReadToEndAsync(Cancel)).ToList();
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        soon.CancelAfter(TimeSpan.FromSeconds(15));
        using var canceled = await _agent.Http.PostAsync(new Uri(job.Links.Cancel, UriKind.Relative), null, soon.Token);

        Assert.Equal(HttpStatusCode.Accepted, canceled.StatusCode);
        Assert.Equal(JobOutcome.Canceled, (await _agent.Client.WaitAsync(job.Ticket, Cancel)).Outcome);
        Assert.Single((await Task.WhenAll(readers)).Distinct());
    }

    [Fact]
    public async Task I_can_stop_reading_a_log_and_am_dropped_while_others_read_on_and_the_agent_stays_small()
    {
        const int Lines = 600_000;
        using var stalledHttp = _agent.CreateHttp(HttpVersion.Version11);
        var job = await _agent.SubmitAsync($"seq 1000000 {1_000_000 + Lines - 1}", Cancel);
        var log = new Uri($"{job.Links.Log}?follow=true", UriKind.Relative);
        using var stalled = await stalledHttp.GetAsync(log, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var unread = await stalled.Content.ReadAsStreamAsync(Cancel);

        Assert.Equal(Lines, await _agent.Client.FollowLogAsync(job.Ticket, cancellationToken: Cancel).CountAsync(Cancel));
        Assert.InRange(Processes.Memory(_agent.Instance.Agent.Id, "RssAnon") / Mebibyte, 0, 150);

        // The connection is cut while the caller sleeps: its reading ends early, and goes on from its cursor.
        var open = Processes.ConnectionsTo(_agent.Instance.Port);
        await Eventually.TrueAsync(() => Processes.ConnectionsTo(_agent.Instance.Port) < open, Cancel, TimeSpan.FromSeconds(60), "the stalled connection is closed");
        await Assert.ThrowsAnyAsync<Exception>(() => unread.CopyToAsync(Stream.Null, Cancel));
    }
}
