using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Instances.Settings;

/// <summary>The settings for sending metrics and traces by OTLP over HTTP. The original does not have these settings.</summary>
public sealed record OtlpSettings
{
    public const int DefaultIntervalSeconds = 60;

    /// <summary>The environment variable with the headers for the collector, under the name that OpenTelemetry defines.</summary>
    public const string HeadersVariable = "OTEL_EXPORTER_OTLP_HEADERS";

    /// <summary>The address of the collector, for example http://localhost:4318; null to send nothing.</summary>
    public string? Endpoint { get; set; }

    /// <summary>The interval in seconds at which metrics are sent.</summary>
    public int IntervalSeconds { get; set; } = DefaultIntervalSeconds;

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
