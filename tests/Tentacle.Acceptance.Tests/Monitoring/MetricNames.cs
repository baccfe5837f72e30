using System.Text.RegularExpressions;

namespace Tentacle.Acceptance.Tests.Monitoring;

/// <summary>The metrics that expressions of Prometheus name, in whatever file they stand.</summary>
internal static partial class MetricNames
{
    public static IReadOnlySet<string> In(string text) => Name().Matches(text).Select(m => m.Value).ToHashSet();

    // Labels have the same prefixes; a metric ends in its unit, or is one of those that count things.
    [GeneratedRegex(@"\b(?:(?:cicd|tentacle|process|kestrel|http_server|dotnet)_[a-z_]*?(?:_total|_bytes|_seconds(?:_bucket|_sum|_count)?)|cicd_pipeline_run_active|kestrel_active_connections|tentacle_draining|tentacle_build)\b")]
    private static partial Regex Name();
}
