namespace Tentacle.Agent.Observing.Metrics;

/// <summary>One instrument under one set of attributes: a running sum, a last value, or the buckets of a histogram.</summary>
internal sealed class MetricSeries(string labels, IReadOnlyList<KeyValuePair<string, object?>> attributes, IReadOnlyList<double> bounds)
{
    private readonly long[] _buckets = new long[bounds.Count + 1];

    /// <summary>The labels in Prometheus format, without braces. Empty when there are none.</summary>
    public string Labels => labels;

    /// <summary>The attributes of the measurements.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Attributes => attributes;

    /// <summary>The number of values in each bucket, from the lowest bound to infinity.</summary>
    public IReadOnlyList<long> Buckets => _buckets;

    public double Value { get; private set; }
    public long Count { get; private set; }

    /// <summary>The number of values up to each bound. The last bound is infinity.</summary>
    public IEnumerable<(double Bound, long Count)> Cumulative()
    {
        var sum = 0L;
        for (var i = 0; i < _buckets.Length; i++)
        {
            sum += _buckets[i];
            yield return (i < bounds.Count ? bounds[i] : double.PositiveInfinity, sum);
        }
    }

    public void Add(double value) => Value += value;

    public void Set(double value) => Value = value;

    public void Observe(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Count && value > bounds[bucket])
        {
            bucket++;
        }

        _buckets[bucket]++;
        Count++;
        Value += value;
    }
}
