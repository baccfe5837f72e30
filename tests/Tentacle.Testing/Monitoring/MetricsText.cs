using System.Globalization;
using System.Text.RegularExpressions;

namespace Tentacle.Testing.Monitoring;

/// <summary>
/// Reads metrics as Prometheus does, and refuses what it or its linter would: a sample without a family, families in two pieces, a counter that is not named
/// so or is below zero, buckets that do not grow or do not end at infinity, the same series twice.
/// </summary>
public sealed partial class MetricsText
{
    private static readonly string[] HistogramSuffixes = ["_bucket", "_sum", "_count"];
    private readonly Dictionary<string, string> _types = [];
    private readonly Dictionary<string, double> _samples = new(StringComparer.Ordinal);
    private readonly bool _isOpen;

    private MetricsText(bool isOpen) => _isOpen = isOpen;

    /// <summary>Family and type.</summary>
    public IReadOnlyDictionary<string, string> Types => _types;

    /// <summary>Every sample: name and labels as they are written, and its value.</summary>
    public IReadOnlyDictionary<string, double> Samples => _samples;

    /// <exception cref="FormatException">It is not valid; the message has the line.</exception>
    public static MetricsText Parse(string text, bool openMetrics)
    {
        ArgumentNullException.ThrowIfNull(text);
        var metrics = new MetricsText(openMetrics);
        Require(text.EndsWith('\n'), "The last line has no end.", text);
        var lines = text[..^1].Split('\n');
        Require(!openMetrics || lines[^1] == "# EOF", "OpenMetrics ends with '# EOF'.", lines[^1]);
        string? family = null;
        foreach (var line in openMetrics ? lines[..^1] : lines)
        {
            family = line.StartsWith('#') ? metrics.ReadComment(line, family) : metrics.ReadSample(line, family);
        }

        metrics.CheckHistograms();
        return metrics;
    }

    /// <summary>The one sample whose name and labels hold all of these.</summary>
    public double Single(string name, params string[] labels) =>
        _samples.Single(s => Name(s.Key) == name && labels.All(l => s.Key.Contains(l, StringComparison.Ordinal))).Value;

    private string ReadComment(string line, string? family)
    {
        var words = line.Split(' ', 4);
        Require(words.Length == 4 && words[1] is "HELP" or "TYPE" && NameOnly().IsMatch(words[2]), "A comment is '# HELP name text' or '# TYPE name type'.", line);
        if (words[1] == "TYPE")
        {
            Require(words[3] is "counter" or "gauge" or "histogram", "That type is not known.", line);
            Require(_types.TryAdd(words[2], words[3]), "The family appears twice.", line);
            Require(words[3] != "counter" || words[2].EndsWith("_total", StringComparison.Ordinal) != _isOpen, "A counter's family has the suffix _total in the older format only.", line);
        }
        else
        {
            Require(words[2] != family, "The family has two descriptions.", line);
        }

        return words[2];
    }

    private string ReadSample(string line, string? family)
    {
        var match = Sample().Match(line);
        Require(match.Success, "This is not a sample.", line);
        var name = match.Groups["name"].Value;
        var value = match.Groups["value"].Value switch { "+Inf" => double.PositiveInfinity, var number => double.Parse(number, CultureInfo.InvariantCulture) };
        Require(family is not null && _types.ContainsKey(family), "The sample has no family before it.", line);
        Require(Belongs(name, family!), $"The sample does not belong to '{family}'.", line);
        Require(_types[family!] == "gauge" || value >= 0, "It is below zero.", line);
        var labels = match.Groups["labels"].Value;
        Require(Label().Replace(labels, "").Length == 0, "The labels are not written as name=\"value\", each with a comma between.", line);
        var names = Label().Matches(labels).Select(l => l.Groups["name"].Value).ToList();
        Require(names.Distinct().Count() == names.Count, "A label appears twice.", line);
        Require(_samples.TryAdd($"{name}{{{labels}}}", value), "The series appears twice.", line);
        return family!;
    }

    private bool Belongs(string name, string family) => _types[family] switch
    {
        "histogram" => HistogramSuffixes.Any(s => name == family + s),
        "counter" => name == (_isOpen ? family + "_total" : family),
        _ => name == family,
    };

    private void CheckHistograms()
    {
        foreach (var family in _types.Where(t => t.Value == "histogram").Select(t => t.Key))
        {
            var buckets = _samples.Where(s => Name(s.Key) == family + "_bucket").GroupBy(s => LessOrEqual().Replace(s.Key[(family.Length + "_bucket".Length)..], ""));
            foreach (var series in buckets)
            {
                var ordered = series.Select(s => (Bound: Bound(s.Key), s.Value)).ToList();
                Require(ordered.Zip(ordered.Skip(1)).All(p => p.First.Bound < p.Second.Bound && p.First.Value <= p.Second.Value), "The buckets do not grow.", family);
                Require(double.IsPositiveInfinity(ordered[^1].Bound), "The last bucket is not infinity.", family);
                Require(_samples.TryGetValue($"{family}_count{series.Key}", out var count) && count == ordered[^1].Value, "The count is not that of the last bucket.", family + series.Key);
            }
        }
    }

    private static double Bound(string key) =>
        LessOrEqual().Match(key).Groups["bound"].Value is var bound && bound == "+Inf" ? double.PositiveInfinity : double.Parse(bound, CultureInfo.InvariantCulture);

    private static string Name(string key) => key[..key.IndexOf('{', StringComparison.Ordinal)];

    private static void Require(bool condition, string rule, string where)
    {
        if (!condition)
        {
            throw new FormatException($"{rule} In: {where}");
        }
    }

    [GeneratedRegex(@"^[a-zA-Z_:][a-zA-Z0-9_:]*$")]
    private static partial Regex NameOnly();

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>[+-]?(Inf|[0-9.eE+-]+))$")]
    private static partial Regex Sample();

    [GeneratedRegex(@"(?:^|,)(?<name>[a-zA-Z_][a-zA-Z0-9_]*)=""(?:[^""\\]|\\[\\""n])*""")]
    private static partial Regex Label();

    [GeneratedRegex(@",?le=""(?<bound>[^""]*)""")]
    private static partial Regex LessOrEqual();
}
