using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts;

/// <summary>One deployment of a package, as the agent's journal has it.</summary>
public sealed record Deployment
{
    /// <summary>The job that did it.</summary>
    public required JobTicket Ticket { get; init; }

    public required string Environment { get; init; }
    public required string Id { get; init; }
    public required string Version { get; init; }

    // The journal leaves defaults out, and a status is never to be guessed.
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required DeploymentStatus Status { get; init; }

    /// <summary>Where the version is installed.</summary>
    public required string Directory { get; init; }

    /// <summary>The directory that got the files as well.</summary>
    public string? CustomInstallDirectory { get; init; }

    public bool Purge { get; init; }

    /// <summary>SHA-256 of the package, lower-case hex; null for a redeployment.</summary>
    public string? Sha256 { get; init; }

    /// <summary>True when a version that was on disk already was made current again.</summary>
    public bool IsRedeployment { get; init; }

    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the version is still on disk, so that it can be deployed again without transfer.</summary>
    public bool IsKept { get; init; }

    /// <summary>Whether <c>current</c> points to it.</summary>
    public bool IsCurrent { get; init; }
}

[JsonConverter(typeof(CamelCaseEnumConverter<DeploymentStatus>))]
public enum DeploymentStatus
{
    /// <summary>Its end was not written down: it still runs, or was killed. Its job knows which.</summary>
    Started,

    Succeeded,
    Failed,
    Canceled,
}

/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass as <c>cursor</c> to read on; null at the end.</param>
public sealed record DeploymentList(IReadOnlyList<Deployment> Items, string? Next);
