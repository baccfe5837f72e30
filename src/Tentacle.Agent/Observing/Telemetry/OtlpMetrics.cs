using System.Globalization;
using System.Text.Json;
using Tentacle.Agent.Observing.Metrics;

namespace Tentacle.Agent.Observing.Telemetry;

/// <summary>Writes metrics as OTLP. The values are the same cumulative sums as on <c>/metrics</c>, under their OpenTelemetry names.</summary>
internal static class OtlpMetrics
{
    private const int Cumulative = 2;

    public static OtlpDocument Write(OtlpResource resource, MetricCollection metrics, DateTimeOffset now)
    {
        var document = new OtlpDocument("v1/metrics", "resourceMetrics", resource);
        var json = document.Json;
        json.WriteStartArray("scopeMetrics");
        string? meter = null;
        metrics.Read(family =>
        {
            if (family.IsEmpty)
            {
                return;
            }

            if (family.MeterName != meter)
            {
                EndMeter(json, meter);
                BeginMeter(json, meter = family.MeterName);
            }

            WriteFamily(document, family, metrics.Since, now);
        });
        EndMeter(json, meter);
        json.WriteEndArray();
        return document;
    }

    private static void BeginMeter(Utf8JsonWriter json, string meter)
    {
        json.WriteStartObject();
        json.WriteStartObject("scope");
        json.WriteString("name", meter);
        json.WriteEndObject();
        json.WriteStartArray("metrics");
    }

    private static void EndMeter(Utf8JsonWriter json, string? meter)
    {
        if (meter is not null)
        {
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static void WriteFamily(OtlpDocument document, MetricFamily family, DateTimeOffset since, DateTimeOffset now)
    {
        var json = document.Json;
        json.WriteStartObject();
        json.WriteString("name", family.InstrumentName);
        json.WriteString("description", family.Description);
        json.WriteString("unit", family.Unit);
        json.WriteStartObject(family switch { { Kind: MetricKind.Histogram } => "histogram", { IsSum: true } => "sum", _ => "gauge" });
        if (family.IsSum || family.Kind == MetricKind.Histogram)
        {
            json.WriteNumber("aggregationTemporality", Cumulative);
        }

        if (family.IsSum)
        {
            json.WriteBoolean("isMonotonic", family.Kind == MetricKind.Counter);
        }

        json.WriteStartArray("dataPoints");
        family.Read(series => WritePoint(document, family, series, since, now));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePoint(OtlpDocument document, MetricFamily family, MetricSeries series, DateTimeOffset since, DateTimeOffset now)
    {
        var json = document.Json;
        json.WriteStartObject();
        document.Attributes(series.Attributes);
        document.Time("startTimeUnixNano", since);
        document.Time("timeUnixNano", now);
        if (family.Kind == MetricKind.Histogram)
        {
            WriteHistogram(document, family, series);
        }
        else
        {
            document.Real("asDouble", series.Value);
        }

        json.WriteEndObject();
    }

    private static void WriteHistogram(OtlpDocument document, MetricFamily family, MetricSeries series)
    {
        var json = document.Json;
        document.Number("count", series.Count);
        document.Real("sum", series.Value);
        json.WriteStartArray("bucketCounts");
        foreach (var count in series.Buckets)
        {
            json.WriteStringValue(count.ToString(CultureInfo.InvariantCulture));
        }

        json.WriteEndArray();
        json.WriteStartArray("explicitBounds");
        foreach (var bound in family.Bounds)
        {
            json.WriteNumberValue(bound);
        }

        json.WriteEndArray();
    }
}
