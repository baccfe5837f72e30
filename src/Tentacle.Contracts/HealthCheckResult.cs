namespace Tentacle.Contracts;

public sealed record HealthCheckResult
{
    public required HealthStatus Status { get; init; }

    /// <summary>The time of the check.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The result, as a sentence.</summary>
    public required string Output { get; init; }

    /// <summary>The measured value; null when nothing is measured.</summary>
    public required double? ObservedValue { get; init; }

    /// <summary>The unit of the measured value; null when nothing is measured.</summary>
    public required string? ObservedUnit { get; init; }

    /// <summary>The limit for the measured value, in the same unit; null when there is no limit.</summary>
    public required double? Threshold { get; init; }
}
