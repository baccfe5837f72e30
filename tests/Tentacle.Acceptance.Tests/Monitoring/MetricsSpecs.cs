using System.Net.Http.Headers;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Monitoring;

namespace Tentacle.Acceptance.Tests.Monitoring;

/// <summary>What an operator collects from an agent.</summary>
public abstract class MetricsSpecs(ConnectedAgent agent)
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_collect_metrics_and_see_the_jobs_that_ran()
    {
        var before = await CollectAsync();
        await RunAsync("exit 0");
        await RunAsync("exit 3");

        var metrics = await CollectAsync();

        Assert.Equal(1, Ended(metrics, "success") - Ended(before, "success"));
        Assert.Equal(1, Ended(metrics, "failure") - Ended(before, "failure"));
        Assert.Equal(0, metrics.Single("cicd_pipeline_run_active", "cicd_pipeline_run_state=\"executing\""));
        Assert.True(metrics.Single("process_memory_usage_bytes") > 1_000_000);
        Assert.True(metrics.Single("tentacle_certificate_remaining_seconds") > 86_400);
        Assert.True(metrics.Single("tentacle_disk_free_bytes") > 0);
        Assert.Contains("http_server_request_duration_seconds", metrics.Types.Keys);
        Assert.Contains("kestrel_active_connections", metrics.Types.Keys);
    }

    [Fact]
    public async Task I_can_collect_them_as_OpenMetrics()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ApiRoutes.Metrics);
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/openmetrics-text; version=1.0.0"));

        using var response = await agent.Http.SendAsync(request, Cancel);

        Assert.Equal("application/openmetrics-text; version=1.0.0; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Contains("cicd_pipeline_run_active", MetricsText.Parse(await response.Content.ReadAsStringAsync(Cancel), openMetrics: true).Types.Keys);
    }

    [Fact]
    public async Task No_metric_has_a_ticket_or_a_path_that_a_caller_chose()
    {
        var ticket = await RunAsync("exit 0");
        using var unknown = await agent.Http.GetAsync($"/api/v1/no-such-{ticket}", Cancel);

        Assert.DoesNotContain(ticket.Value, await agent.Http.GetStringAsync(ApiRoutes.Metrics, Cancel), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_file_that_comes_with_a_job_counts_as_received()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllBytesAsync(directory["large.bin"], new byte[300_000], Cancel);
        var before = (await CollectAsync()).Single("tentacle_transfer_io_bytes_total", "receive");

        var job = await agent.Client.SubmitAsync(JobTicket.Create(TimeProvider.System), new JobRequest { Script = new JobScript { Bash = "true" } }, [new FileInfo(directory["large.bin"])], cancellationToken: Cancel);
        await agent.Client.WaitAsync(job.Ticket, Cancel);

        Assert.InRange((await CollectAsync()).Single("tentacle_transfer_io_bytes_total", "receive") - before, 300_000, 310_000);
    }

    private static double Ended(MetricsText metrics, string result) =>
        metrics.Samples.Where(s => s.Key.StartsWith("cicd_pipeline_run_duration_seconds_count{", StringComparison.Ordinal)
            && s.Key.Contains($"cicd_pipeline_result=\"{result}\"", StringComparison.Ordinal)
            && s.Key.Contains("cicd_pipeline_run_state=\"executing\"", StringComparison.Ordinal)).Sum(s => s.Value);

    protected async Task<MetricsText> CollectAsync()
    {
        using var response = await agent.Http.GetAsync(ApiRoutes.Metrics, Cancel);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        return MetricsText.Parse(await response.Content.ReadAsStringAsync(Cancel), openMetrics: false);
    }

    protected async Task<JobTicket> RunAsync(string script)
    {
        var job = await agent.Client.SubmitAsync(JobTicket.Create(TimeProvider.System), new JobRequest { Script = new JobScript { Bash = script } }, cancellationToken: Cancel);
        await agent.Client.WaitAsync(job.Ticket, Cancel);
        return job.Ticket;
    }
}

/// <inheritdoc/>
public sealed class ListeningMetricsSpecs(ListeningAgent agent) : MetricsSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledMetricsSpecs(PolledAgent agent) : MetricsSpecs(agent), IClassFixture<PolledAgent>
{
    // Only an agent that polls has all of them.
    [Theory]
    [InlineData("deploy", "monitoring", "alerts.yml")]
    [InlineData("deploy", "monitoring", "dashboard.json")]
    [InlineData("docs", "monitoring.md")]
    public async Task Every_metric_and_label_that_our_files_name_is_one_that_the_agent_has(params string[] file)
    {
        await RunAsync("exit 3");
        var metrics = await CollectAsync();

        var used = MetricNames.In(await File.ReadAllTextAsync(SourceTree.At(file), Cancel));

        Assert.NotEmpty(used);
        Assert.Empty(used.Except(metrics.Types.Keys).Except(metrics.Samples.Keys.SelectMany(MetricNames.In)));
    }
}
