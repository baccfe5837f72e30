namespace Tentacle.Contracts;

/// <summary>How the agent is, as <c>application/health+json</c> (draft-inadarei-api-health-check) writes it.</summary>
public sealed record HealthReport
{
    /// <summary>The worst of all checks.</summary>
    public required HealthStatus Status { get; init; }

    /// <summary>The agent's version.</summary>
    public required string Version { get; init; }

    /// <summary>The name of the instance.</summary>
    public required string ServiceId { get; init; }

    /// <summary>What is not well, a sentence each; empty when all is.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>One entry per check, by the check's name.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<HealthCheckResult>> Checks { get; init; }
}

public sealed record HealthCheckResult
{
    public required HealthStatus Status { get; init; }

    /// <summary>When it was looked at.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What was found, a sentence.</summary>
    public required string Output { get; init; }

    /// <summary>The figure that was measured; null when there is none.</summary>
    public required double? ObservedValue { get; init; }

    /// <summary>The unit of the figure; null when there is none.</summary>
    public required string? ObservedUnit { get; init; }

    /// <summary>What the figure is held against, in the same unit; null when it is held against nothing.</summary>
    public required double? Threshold { get; init; }
}

/// <summary>Alive, and for <c>readyz</c> ready to take jobs.</summary>
/// <param name="Output">Why it is not, a sentence; null when it is.</param>
public sealed record Liveness(HealthStatus Status, string? Output);
