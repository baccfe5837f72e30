using Tentacle.Contracts;

namespace Tentacle.Core.Health;

/// <summary>The result of a check.</summary>
/// <param name="Output">One sentence, for people.</param>
public sealed record HealthFinding(HealthStatus Status, string Output)
{
    /// <summary>The measured value; null when there is none.</summary>
    public double? Value { get; init; }

    public string? Unit { get; init; }

    /// <summary>The limit that the value is compared with, in the same unit; null when there is none.</summary>
    public double? Threshold { get; init; }

    public static HealthFinding Pass(string output) => new(HealthStatus.Pass, output);

    public static HealthFinding Warn(string output) => new(HealthStatus.Warn, output);

    public static HealthFinding Fail(string output) => new(HealthStatus.Fail, output);
}
