namespace Tentacle.Contracts;

/// <summary>The health of the agent in the format <c>application/health+json</c> (draft-inadarei-api-health-check).</summary>
public sealed record HealthReport
{
    /// <summary>The worst status of all checks.</summary>
    public required HealthStatus Status { get; init; }

    /// <summary>The agent's version.</summary>
    public required string Version { get; init; }

    /// <summary>The name of the instance.</summary>
    public required string ServiceId { get; init; }

    /// <summary>One sentence for each problem; empty when there are none.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>One entry per check, by the check's name.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<HealthCheckResult>> Checks { get; init; }
}

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

/// <summary>The liveness of the agent; for <c>readyz</c>, its readiness to accept jobs.</summary>
/// <param name="Output">The reason for a failure, as a sentence; null when there is no failure.</param>
public sealed record Liveness(HealthStatus Status, string? Output);
