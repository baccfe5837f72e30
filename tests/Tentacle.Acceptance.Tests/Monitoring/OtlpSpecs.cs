using System.Net.Http.Json;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Acceptance.Tests.Monitoring;

/// <summary>What a collector gets from an agent whose settings name it. Every spec has an agent of its own.</summary>
public sealed class OtlpSpecs : IAsyncLifetime
{
    private const string Caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331";
    private OtlpCollector _collector = null!;
    private ExportingAgent _agent = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _collector = await OtlpCollector.StartAsync(Cancel);
        _agent = new ExportingAgent(_collector.Key);
        await _agent.InitializeAsync();
        await SetAsync($"Otlp.Endpoint={_collector.Address}", "Otlp.IntervalSeconds=1");
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _collector.DisposeAsync();
    }

    [Fact]
    public async Task I_can_have_metrics_sent_to_a_collector_while_the_agent_runs()
    {
        await RunAsync("exit 0");
        await RunAsync("exit 3");

        await Eventually.TrueAsync(() => Task.FromResult(Ended("failure") == 1), Cancel, TimeSpan.FromSeconds(20), "the collector has both jobs");

        Assert.Equal(1, Ended("success"));
        var (meter, errors) = _collector.Metrics["cicd.pipeline.run.errors"];
        Assert.Equal(("Tentacle.Jobs", "{error}", 2, true), (meter, errors.Unit, errors.Sum!.AggregationTemporality, errors.Sum.IsMonotonic));
        Assert.False(_collector.Metrics["cicd.pipeline.run.active"].Metric.Sum!.IsMonotonic);
        Assert.True(Assert.Single(_collector.Metrics["process.memory.usage"].Metric.Gauge!.DataPoints).AsDouble > 1_000_000);
        Assert.Contains("http.server.request.duration", _collector.Metrics.Keys);
        Assert.Equal(("tentacle", _agent.Instance.Thumbprint, _agent.Instance.Name), (_collector.Resource.Find("service.name"), _collector.Resource.Find("service.instance.id"), _collector.Resource.Find("tentacle.instance.name")));
        Assert.Empty(_collector.Problems);
    }

    [Fact]
    public async Task I_can_follow_my_trace_through_a_job_and_what_its_script_starts()
    {
        var (job, told) = await RunAsync("echo $TRACEPARENT; exit 3", Caller + "-01");

        var span = await FindSpanAsync(job);

        Assert.Equal(Caller, $"00-{span.TraceId}-{span.ParentSpanId}");
        Assert.Equal(told, $"00-{span.TraceId}-{span.SpanId}-01");
        Assert.Equal(("RUN script", 2, 2, "Exit code 3."), (span.Name, span.Kind, span.Status.Code, span.Status.Message));
        Assert.Equal(("failure", "exit_code", "3"), (span.Attributes.Find("cicd.pipeline.result"), span.Attributes.Find("error.type"), span.Attributes.Find("tentacle.job.exit_code")));
        var times = new[] { span.StartTimeUnixNano, Assert.Single(span.Events!).TimeUnixNano, span.EndTimeUnixNano }.Select(t => long.Parse(t, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(times.Order(), times);
        Assert.Empty(_collector.Problems);
    }

    [Fact]
    public async Task A_job_without_a_caller_in_a_trace_begins_one()
    {
        var (job, told) = await RunAsync("echo $TRACEPARENT");

        var span = await FindSpanAsync(job);

        Assert.Equal((told, "", 0), ($"00-{span.TraceId}-{span.SpanId}-01", span.ParentSpanId, span.Status.Code));
    }

    [Fact]
    public async Task A_trace_that_its_caller_does_not_record_is_not_recorded_here()
    {
        var (unrecorded, told) = await RunAsync("echo $TRACEPARENT", Caller + "-00");
        var (recorded, _) = await RunAsync("exit 0");
        await FindSpanAsync(recorded);

        Assert.Equal(Caller + "-00", told);
        Assert.DoesNotContain(_collector.Spans, s => s.Attributes.Find("cicd.pipeline.run.id") == unrecorded.Value);
    }

    [Fact]
    public async Task A_job_that_outlives_the_agent_has_the_span_that_its_script_was_told_of()
    {
        var gate = Path.Combine(_agent.Instance.Home, "gate");
        var ticket = await SubmitAsync($"echo $TRACEPARENT; while [ ! -e '{gate}' ]; do sleep 0.1; done", null);
        var told = await _agent.Client.FollowLogAsync(ticket, cancellationToken: Cancel).Select(l => l.Record.Text).FirstAsync(Cancel);
        await _agent.Instance.KillAgentAsync(Cancel);
        await File.WriteAllTextAsync(gate, "", Cancel);
        await _agent.StartAsync(Cancel);

        var span = await FindSpanAsync(ticket);

        Assert.Equal(told, $"00-{span.TraceId}-{span.SpanId}-01");
    }

    [Fact]
    public async Task Spans_wait_while_the_collector_is_too_busy()
    {
        _collector.Refuses = true;
        var (first, _) = await RunAsync("exit 0");
        await Eventually.TrueAsync(() => Task.FromResult(_collector.Refused > 0), Cancel, TimeSpan.FromSeconds(20), "the collector refused something");
        var (second, _) = await RunAsync("exit 0");
        _collector.Refuses = false;

        Assert.Equal(2, new[] { await FindSpanAsync(first), await FindSpanAsync(second) }.Distinct().Count());
        var log = await File.ReadAllTextAsync(Path.Combine(_agent.Instance.Home, "Logs", "OctopusTentacle.txt"), Cancel);
        Assert.Contains($"Telemetry cannot be delivered to {_collector.Address}/: it answered 503", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_stops_sends_what_it_has()
    {
        await SetAsync("Otlp.IntervalSeconds=3600");
        var before = Ended("success");
        await RunAsync("exit 0");

        await _agent.Instance.StopAgentAsync(Cancel);

        Assert.Equal(before + 1, Ended("success"));
    }

    [Fact]
    public async Task Without_a_collector_jobs_are_told_of_their_callers_trace_itself()
    {
        await SetAsync("Otlp.Endpoint=");

        var (_, told) = await RunAsync("echo $TRACEPARENT", Caller + "-01");

        Assert.Equal(Caller + "-01", told);
    }

    [Fact]
    public async Task The_collectors_key_reaches_no_job()
    {
        var (_, told) = await RunAsync("env | grep -c -e OTLP_HEADERS -e \"key%20\"");

        Assert.Equal("0", told);
    }

    private double Ended(string result) =>
        _collector.Metrics.TryGetValue("cicd.pipeline.run.duration", out var found)
            ? found.Metric.Histogram!.DataPoints
                .Where(p => p.Attributes.Find("cicd.pipeline.result") == result && p.Attributes.Find("cicd.pipeline.run.state") == "executing")
                .Sum(p => double.Parse(p.Count, System.Globalization.CultureInfo.InvariantCulture))
            : 0;

    private async Task<OtlpWire.Span> FindSpanAsync(JobTicket ticket)
    {
        OtlpWire.Span? Find() => _collector.Spans.SingleOrDefault(s => s.Attributes.Find("cicd.pipeline.run.id") == ticket.Value);
        await Eventually.TrueAsync(() => Task.FromResult(Find() is not null), Cancel, TimeSpan.FromSeconds(20), $"the collector has the span of {ticket}");
        return Find()!;
    }

    private async Task SetAsync(params string[] settings) =>
        (await _agent.Instance.RunAsync(Cancel, ["configure", "--instance", _agent.Instance.Name, .. settings.SelectMany(s => new[] { "--set", s })])).Succeeded();

    private async Task<(JobTicket Ticket, string Output)> RunAsync(string script, string? traceParent = null)
    {
        var ticket = await SubmitAsync(script, traceParent);
        var output = await _agent.Client.FollowLogAsync(ticket, cancellationToken: Cancel).Where(l => l.Record.Stream == LogStream.Stdout).Select(l => l.Record.Text).ToListAsync(Cancel);
        await _agent.Client.WaitAsync(ticket, Cancel);
        return (ticket, string.Join('\n', output));
    }

    private async Task<JobTicket> SubmitAsync(string script, string? traceParent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, ApiRoutes.Jobs) { Content = JsonContent.Create(new JobRequest { Script = new JobScript { Bash = script } }, ApiJson.Default.JobRequest) };
        request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        using var response = await _agent.Http.SendAsync(request, Cancel);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(ApiJson.Default.Job, Cancel))!.Ticket;
    }

    private sealed class ExportingAgent(string key) : ListeningAgent
    {
        protected override TemporaryInstanceOptions Options => base.Options with
        {
            Environment = new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-api-key={Uri.EscapeDataString(key)}" },
        };
    }
}
