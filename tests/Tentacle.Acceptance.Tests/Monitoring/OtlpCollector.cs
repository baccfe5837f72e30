using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tentacle.Acceptance.Tests.Monitoring;

/// <summary>A collector as agents see it: an HTTP server that takes metrics and spans and keeps them.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<OtlpWire.MetricsRequest> _metrics = new();
    private readonly ConcurrentQueue<OtlpWire.TracesRequest> _traces = new();
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly WebApplication _app;
    private volatile int _refused;

    private OtlpCollector(WebApplication app) => _app = app;

    /// <summary>Answers that it is too busy.</summary>
    public bool Refuses { get; set; }

    /// <summary>How often it did.</summary>
    public int Refused => _refused;

    /// <summary>What callers have to show in the header <c>x-api-key</c>.</summary>
    public string Key { get; } = $"key {Guid.NewGuid():N}";

    public string Address => _app.Urls.Single();

    /// <summary>The last metrics that came, by name, with the meter that each belongs to; empty when none have come.</summary>
    public IReadOnlyDictionary<string, (string Meter, OtlpWire.Metric Metric)> Metrics =>
        _metrics.LastOrDefault()?.ResourceMetrics.Single().ScopeMetrics.SelectMany(s => s.Metrics.Select(m => (Meter: s.Scope.Name, Metric: m))).ToDictionary(m => m.Metric.Name) ?? [];

    /// <summary>Whose the last metrics were.</summary>
    public IReadOnlyList<OtlpWire.Attribute> Resource => _metrics.Last().ResourceMetrics.Single().Resource.Attributes;

    public IReadOnlyList<OtlpWire.Span> Spans => [.. _traces.SelectMany(t => t.ResourceSpans).SelectMany(r => r.ScopeSpans).SelectMany(s => s.Spans)];

    /// <summary>What came that no collector could read.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    public static async Task<OtlpCollector> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new OtlpCollector(builder.Build());
        collector._app.MapPost("/v1/metrics", (RequestDelegate)(http => collector.TakeAsync(http, collector._metrics)));
        collector._app.MapPost("/v1/traces", (RequestDelegate)(http => collector.TakeAsync(http, collector._traces)));
        await collector._app.StartAsync(cancellationToken);
        return collector;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync<T>(HttpContext http, ConcurrentQueue<T> queue)
    {
        if (Refuses)
        {
            Interlocked.Increment(ref _refused);
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync(http.RequestAborted);
        if (http.Request.ContentType != "application/json" || http.Request.Headers["x-api-key"] != Key)
        {
            _problems.Enqueue($"Content-Type {http.Request.ContentType}, x-api-key {http.Request.Headers["x-api-key"]}");
        }

        try
        {
            queue.Enqueue(OtlpWire.Read<T>(text));
            await http.Response.WriteAsJsonAsync(new { });
        }
        catch (System.Text.Json.JsonException e)
        {
            _problems.Enqueue($"{e.Message}\n{text}");
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }
}
