using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Tentacle.Agent.Observing.Telemetry;

/// <summary>One OTLP request as JSON. It begins with the resource; the creator writes the rest. Dispose it after sending.</summary>
/// <remarks>In OTLP's JSON, 64-bit numbers are strings and ids are hexadecimal: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding.</remarks>
internal sealed class OtlpDocument : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private readonly Utf8JsonWriter _json;

    /// <param name="path">The URL path, relative to the endpoint.</param>
    /// <param name="list">The member that contains the resources: <c>resourceMetrics</c> or <c>resourceSpans</c>.</param>
    /// <param name="resource">The source of the telemetry.</param>
    public OtlpDocument(string path, string list, OtlpResource resource)
    {
        Path = path;
        _json = new Utf8JsonWriter(_buffer);
        _json.WriteStartObject();
        _json.WriteStartArray(list);
        _json.WriteStartObject();
        _json.WriteStartObject("resource");
        Attributes(resource.Attributes);
        _json.WriteEndObject();
    }

    public string Path { get; }

    public Utf8JsonWriter Json => _json;

    /// <summary>Ends the document and returns its bytes. Nothing can be added afterwards.</summary>
    public ReadOnlyMemory<byte> End()
    {
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenMemory;
    }

    public void Attributes(IEnumerable<KeyValuePair<string, object?>> attributes)
    {
        _json.WriteStartArray("attributes");
        foreach (var (name, value) in attributes)
        {
            _json.WriteStartObject();
            _json.WriteString("key", name);
            _json.WriteStartObject("value");
            Value(value);
            _json.WriteEndObject();
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    public void Time(string member, DateTimeOffset time) => Number(member, (time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);

    public void Number(string member, long value) => _json.WriteString(member, value.ToString(CultureInfo.InvariantCulture));

    public void Real(string member, double value)
    {
        if (double.IsFinite(value))
        {
            _json.WriteNumber(member, value);
        }
        else
        {
            _json.WriteString(member, value.ToString(CultureInfo.InvariantCulture));
        }
    }

    public void Dispose() => _json.Dispose();

    private void Value(object? value)
    {
        switch (value)
        {
            case bool flag:
                _json.WriteBoolean("boolValue", flag);
                break;
            case int or long or short or byte:
                Number("intValue", Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            default:
                _json.WriteString("stringValue", Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
                break;
        }
    }
}
