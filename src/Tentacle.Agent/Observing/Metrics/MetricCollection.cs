using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Tentacle.Core.Jobs.Reporting;

namespace Tentacle.Agent.Observing.Metrics;

/// <summary>Collects the measurements of the agent, ASP.NET Core and the runtime since the collection was created.</summary>
internal sealed class MetricCollection : IDisposable
{
    private static readonly HashSet<string> Meters =
        [JobMetrics.MeterName, AgentMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _writing = new();

    public MetricCollection(TimeProvider time)
    {
        Since = time.GetUtcNow();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Meters.Contains(instrument.Meter.Name))
            {
                var family = new MetricFamily(instrument);
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(family.Name, family));
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, value, attributes, family) => ((MetricFamily)family!).Record(value, attributes));
        _listener.SetMeasurementEventCallback<long>((_, value, attributes, family) => ((MetricFamily)family!).Record(value, attributes));
        _listener.SetMeasurementEventCallback<int>((_, value, attributes, family) => ((MetricFamily)family!).Record(value, attributes));
        _listener.Start();
    }

    /// <summary>The time at which counting began.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>Calls <paramref name="read"/> for every instrument with its current values, grouped by meter.</summary>
    public void Read(Action<MetricFamily> read)
    {
        lock (_writing)
        {
            foreach (var family in _families.Values)
            {
                family.ForgetObserved();
            }

            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException)
            {
                // A value that cannot be read now, such as the free space of a missing disk, is omitted. All other instruments were recorded.
            }

            foreach (var family in _families.Values.OrderBy(f => f.MeterName, StringComparer.Ordinal).ThenBy(f => f.Name, StringComparer.Ordinal))
            {
                read(family);
            }
        }
    }

    /// <summary>Writes the current values of all metrics for Prometheus.</summary>
    /// <param name="openMetrics">True for the format OpenMetrics 1.0, false for Prometheus' text format 0.0.4.</param>
    public string Write(bool openMetrics)
    {
        var text = new StringBuilder();
        Read(family => Write(text, family, openMetrics));
        return openMetrics ? text.Append("# EOF\n").ToString() : text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private static void Write(StringBuilder text, MetricFamily family, bool openMetrics)
    {
        var suffix = family.Kind == MetricKind.Counter ? "_total" : "";

        // The older format uses the name of the sample for a counter, the newer one that of the family.
        var name = openMetrics ? family.Name : family.Name + suffix;
        var (type, any) = (family.Kind switch { MetricKind.Counter => "counter", MetricKind.Gauge => "gauge", _ => "histogram" }, false);
        family.Read(series =>
        {
            if (!any)
            {
                any = true;
                text.Append("# HELP ").Append(name).Append(' ')
                    .Append(family.Description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace('\n', ' ')).Append('\n');
                text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
            }

            if (family.Kind == MetricKind.Histogram)
            {
                WriteHistogram(text, family.Name, series);
            }
            else
            {
                Sample(text, family.Name + suffix, series.Labels, series.Value);
            }
        });
    }

    private static void WriteHistogram(StringBuilder text, string name, MetricSeries series)
    {
        var before = series.Labels.Length == 0 ? "" : series.Labels + ",";
        foreach (var (bound, count) in series.Cumulative())
        {
            Sample(text, name + "_bucket", $"{before}le=\"{Number(bound)}\"", count);
        }

        Sample(text, name + "_sum", series.Labels, series.Value);
        Sample(text, name + "_count", series.Labels, series.Count);
    }

    private static void Sample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => double.IsPositiveInfinity(value) ? "+Inf" : value.ToString("R", CultureInfo.InvariantCulture);
}
