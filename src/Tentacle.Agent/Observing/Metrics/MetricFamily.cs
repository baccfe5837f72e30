using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Tentacle.Agent.Observing.Metrics;

internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>
/// All series of one instrument. Their number is limited, so that callers cannot make it grow without bound. Beyond the limit, values are counted without
/// attributes in one overflow series.
/// </summary>
internal sealed class MetricFamily
{
    private const int MaxSeries = 500;
    private const string Overflow = "otel_metric_overflow=\"true\"";
    private static readonly KeyValuePair<string, object?>[] OverflowAttributes = [new("otel.metric.overflow", true)];
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    private readonly Lock _lock = new();
    private readonly Dictionary<string, MetricSeries> _series = [];
    private readonly bool _isObserved;

    public MetricFamily(Instrument instrument)
    {
        (Kind, _isObserved) = KindOf(instrument);
        Name = NameOf(instrument, Kind);
        (InstrumentName, MeterName) = (instrument.Name, instrument.Meter.Name);
        (Description, Unit) = (instrument.Description ?? "", instrument.Unit ?? "");
        IsSum = Kind == MetricKind.Counter || instrument.GetType().Name.Contains("UpDownCounter", StringComparison.Ordinal);
        Bounds = Kind != MetricKind.Histogram ? [] : (instrument as Instrument<double>)?.Advice?.HistogramBucketBoundaries ?? DefaultBounds;
    }

    /// <summary>The name for Prometheus, without the suffix <c>_total</c>.</summary>
    public string Name { get; }

    /// <summary>The name for OpenTelemetry.</summary>
    public string InstrumentName { get; }

    public string MeterName { get; }
    public MetricKind Kind { get; }

    /// <summary>True when the values of several agents can be added up.</summary>
    public bool IsSum { get; }

    public string Description { get; }
    public string Unit { get; }

    /// <summary>The upper bounds of a histogram's buckets, without infinity. Empty for other kinds.</summary>
    public IReadOnlyList<double> Bounds { get; }

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _series.Count == 0;
            }
        }
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> attributes)
    {
        var labels = Labels(attributes);
        lock (_lock)
        {
            var series = Find(labels, attributes);
            if (Kind == MetricKind.Histogram)
            {
                series.Observe(value);
            }
            else if (_isObserved)
            {
                series.Set(value);
            }
            else
            {
                series.Add(value);
            }
        }
    }

    /// <summary>Calls <paramref name="read"/> for each series. No series changes meanwhile.</summary>
    public void Read(Action<MetricSeries> read)
    {
        lock (_lock)
        {
            foreach (var series in _series.Values.OrderBy(s => s.Labels, StringComparer.Ordinal))
            {
                read(series);
            }
        }
    }

    /// <summary>Removes all series of an observed instrument, because the next observation may no longer contain them.</summary>
    public void ForgetObserved()
    {
        lock (_lock)
        {
            if (_isObserved)
            {
                _series.Clear();
            }
        }
    }

    private MetricSeries Find(string labels, ReadOnlySpan<KeyValuePair<string, object?>> attributes)
    {
        if (_series.TryGetValue(labels, out var known))
        {
            return known;
        }

        if (_series.Count < MaxSeries)
        {
            return _series[labels] = new MetricSeries(labels, attributes.ToArray(), Bounds);
        }

        return _series.TryGetValue(Overflow, out known) ? known : _series[Overflow] = new MetricSeries(Overflow, OverflowAttributes, Bounds);
    }

    private static (MetricKind Kind, bool IsObserved) KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => (MetricKind.Counter, false),
        "ObservableCounter" => (MetricKind.Counter, true),
        "Histogram" => (MetricKind.Histogram, false),
        "UpDownCounter" => (MetricKind.Gauge, false),
        "Gauge" => (MetricKind.Gauge, true),
        _ => (MetricKind.Gauge, instrument.IsObservable),
    };

    // Follows OpenTelemetry's rules for Prometheus. Units that count things, such as {job}, are not part of the name.
    private static string NameOf(Instrument instrument, MetricKind kind)
    {
        var name = Identifier(instrument.Name);
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            "1" when kind == MetricKind.Gauge => "_ratio",
            _ => "",
        };
        return name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> attributes)
    {
        if (attributes.IsEmpty)
        {
            return "";
        }

        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in attributes)
        {
            pairs[Identifier(name)] = value switch
            {
                null => "",
                bool flag => flag ? "true" : "false",
                _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
            };
        }

        return string.Join(',', pairs.Select(p => $"{p.Key}=\"{Escape(p.Value)}\""));
    }

    private static string Identifier(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        return text.ToString();
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
