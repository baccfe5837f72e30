using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Tentacle.Agent.Telemetry;

/// <summary>One request of OTLP in its JSON form: whose telemetry it is, then what its maker writes. Dispose it when it was sent.</summary>
/// <remarks>Numbers of 64 bits are strings and ids are hexadecimal there: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding.</remarks>
internal sealed class OtlpDocument : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private readonly Utf8JsonWriter _json;

    /// <param name="path">Where it is sent, below the endpoint.</param>
    /// <param name="list">The member that has the resources: <c>resourceMetrics</c> or <c>resourceSpans</c>.</param>
    /// <param name="resource">Whose it is.</param>
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

    /// <summary>All of it; nothing can be added any more.</summary>
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
