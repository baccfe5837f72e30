using System.Text.Json.Serialization;

namespace Tentacle.Contracts;

/// <summary>One deployment of a package, as recorded in the agent's journal.</summary>
public sealed record Deployment
{
    /// <summary>The job that ran the deployment.</summary>
    public required JobTicket Ticket { get; init; }

    public required string Environment { get; init; }
    public required string Id { get; init; }
    public required string Version { get; init; }

    // The journal omits default values, and the status must always be explicit.
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required DeploymentStatus Status { get; init; }

    /// <summary>The directory where the version is installed.</summary>
    public required string Directory { get; init; }

    /// <summary>The directory that received a copy of the files; null when there is none.</summary>
    public string? CustomInstallDirectory { get; init; }

    public bool Purge { get; init; }

    /// <summary>SHA-256 of the package, lower-case hex; null for a redeployment.</summary>
    public string? Sha256 { get; init; }

    /// <summary>True when the deployment activated a version that was already on disk.</summary>
    public bool IsRedeployment { get; init; }

    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The reason for a failure; null when there was none.</summary>
    public string? Reason { get; init; }

    /// <summary>True while the version is on disk, so that it can be deployed again without a transfer.</summary>
    public bool IsKept { get; init; }

    /// <summary>True when <c>current</c> points to this version.</summary>
    public bool IsCurrent { get; init; }
}
