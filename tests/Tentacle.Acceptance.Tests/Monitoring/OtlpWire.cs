using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Acceptance.Tests.Monitoring;

/// <summary>The messages of OTLP as collectors read their JSON form; a member that the protocol does not have is refused.</summary>
/// <remarks>Numbers of 64 bits are strings there, which is why they are here.</remarks>
internal static class OtlpWire
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Strict)!;

    internal sealed record MetricsRequest(IReadOnlyList<ResourceMetrics> ResourceMetrics);

    internal sealed record ResourceMetrics(Resource Resource, IReadOnlyList<ScopeMetrics> ScopeMetrics);

    internal sealed record Resource(IReadOnlyList<Attribute> Attributes);

    internal sealed record ScopeMetrics(Scope Scope, IReadOnlyList<Metric> Metrics);

    internal sealed record Scope(string Name);

    internal sealed record Metric(string Name, string Description, string Unit, Gauge? Gauge = null, Sum? Sum = null, Histogram? Histogram = null);

    internal sealed record Gauge(IReadOnlyList<NumberPoint> DataPoints);

    internal sealed record Sum(IReadOnlyList<NumberPoint> DataPoints, int AggregationTemporality, bool IsMonotonic);

    internal sealed record Histogram(IReadOnlyList<HistogramPoint> DataPoints, int AggregationTemporality);

    internal sealed record NumberPoint(IReadOnlyList<Attribute> Attributes, string StartTimeUnixNano, string TimeUnixNano, double AsDouble);

    internal sealed record HistogramPoint(
        IReadOnlyList<Attribute> Attributes, string StartTimeUnixNano, string TimeUnixNano, string Count, double Sum, IReadOnlyList<string> BucketCounts, IReadOnlyList<double> ExplicitBounds);

    internal sealed record TracesRequest(IReadOnlyList<ResourceSpans> ResourceSpans);

    internal sealed record ResourceSpans(Resource Resource, IReadOnlyList<ScopeSpans> ScopeSpans);

    internal sealed record ScopeSpans(Scope Scope, IReadOnlyList<Span> Spans);

    internal sealed record Span(
        string TraceId,
        string SpanId,
        string Name,
        int Kind,
        string StartTimeUnixNano,
        string EndTimeUnixNano,
        IReadOnlyList<Attribute> Attributes,
        Status Status,
        string ParentSpanId = "",
        IReadOnlyList<Event>? Events = null);

    internal sealed record Event(string TimeUnixNano, string Name);

    internal sealed record Status(int Code = 0, string Message = "");

    internal sealed record Attribute(string Key, Value Value);

    internal sealed record Value(string? StringValue = null, string? IntValue = null, bool? BoolValue = null)
    {
        public override string ToString() => StringValue ?? IntValue ?? BoolValue?.ToString() ?? "";
    }

    /// <summary>The value of an attribute; null when it is not there.</summary>
    public static string? Find(this IEnumerable<Attribute> attributes, string key) => attributes.SingleOrDefault(a => a.Key == key)?.Value.ToString();
}
