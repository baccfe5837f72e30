using Tentacle.Contracts;

namespace Tentacle.Core.Health;

/// <summary>What a check found.</summary>
/// <param name="Output">One sentence, for people.</param>
public sealed record HealthFinding(HealthStatus Status, string Output)
{
    /// <summary>The figure that was measured, if any.</summary>
    public double? Value { get; init; }

    public string? Unit { get; init; }

    /// <summary>What the figure is held against, in the same unit.</summary>
    public double? Threshold { get; init; }

    public static HealthFinding Pass(string output) => new(HealthStatus.Pass, output);

    public static HealthFinding Warn(string output) => new(HealthStatus.Warn, output);

    public static HealthFinding Fail(string output) => new(HealthStatus.Fail, output);
}
