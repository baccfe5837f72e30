using System.Text.RegularExpressions;

namespace Tentacle.Acceptance.Tests.Monitoring;

/// <summary>The names of metrics and labels that expressions of Prometheus have, in whatever file they stand.</summary>
internal static partial class MetricNames
{
    public static IReadOnlySet<string> In(string text) => Name().Matches(text).Select(m => m.Value).ToHashSet();

    [GeneratedRegex(@"\b(?:cicd|tentacle|process|kestrel|http|dotnet|error|network)_[a-z0-9_]*[a-z0-9]\b")]
    private static partial Regex Name();
}
