using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Core.Instances.Settings;

/// <summary>Ours, not the original's: where metrics and traces are sent to, by OTLP over HTTP.</summary>
public sealed record OtlpSettings
{
    public const int DefaultIntervalSeconds = 60;

    /// <summary>The variable with the headers that the collector wants to see, as OpenTelemetry names it.</summary>
    public const string HeadersVariable = "OTEL_EXPORTER_OTLP_HEADERS";

    /// <summary>The collector, for example http://localhost:4318; null sends nothing.</summary>
    public string? Endpoint { get; set; }

    /// <summary>How often metrics are sent.</summary>
    public int IntervalSeconds { get; set; } = DefaultIntervalSeconds;

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
