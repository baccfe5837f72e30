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
