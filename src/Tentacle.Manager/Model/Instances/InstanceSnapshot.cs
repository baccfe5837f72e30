using Tentacle.Contracts;
using Tentacle.Instances;
using Tentacle.Instances.Settings;

namespace Tentacle.Manager.Model.Instances;

/// <summary>The state of one instance at one moment, with everything that pages show.</summary>
public sealed record InstanceSnapshot
{
    public required string Name { get; init; }

    /// <summary>The problem that keeps the instance from being used; null when there is none.</summary>
    public string? Problem { get; init; }

    public Instance? Instance { get; init; }
    public InstanceSettings? Settings { get; init; }

    /// <summary>The description of the agent; null when it is not running or this account has no access to it.</summary>
    public AgentDescription? Agent { get; init; }

    /// <summary>True when the agent is running but this account has no access to it.</summary>
    public bool IsForbidden { get; init; }

    /// <summary>The agent's health report; null when it cannot be requested.</summary>
    public HealthReport? Report { get; init; }

    /// <summary>The state of the service; null before it has been read.</summary>
    public ServiceView? Service { get; init; }

    public DateTimeOffset? RunningSince { get; init; }
    public DiskSpace? Disk { get; init; }

    /// <summary>The jobs, newest first.</summary>
    public IReadOnlyList<Job> Jobs { get; init; } = [];

    /// <summary>The rejected peers, latest first.</summary>
    public IReadOnlyList<RefusedConnection> Refused { get; init; } = [];

    /// <summary>The peers that connected without TLS, latest first. Empty when the agent is not running.</summary>
    public IReadOnlyList<UnencryptedConnection> Unencrypted { get; init; } = [];

    public HealthStatusText Health { get; init; } = HealthStatusText.Unknown;

    public InstanceHome? Home => Settings is null ? null : Instance?.HomeOf(Settings);

    public IReadOnlyList<TrustedServer> Trusted => Settings?.Tentacle.Communication.TrustedOctopusServers ?? [];

    public int Running => Jobs.Count(job => job.State == JobState.Running);

    public int Waiting => Jobs.Count(job => job.State == JobState.Pending);

    /// <summary>The servers that this instance polls.</summary>
    public IReadOnlyList<TrustedServer> Polled =>
        [.. Trusted.Where(server => server is { CommunicationStyle: CommunicationStyle.TentacleActive, Address: not null })];

    public bool Trusts(RefusedConnection refused)
    {
        ArgumentNullException.ThrowIfNull(refused);
        return Trusted.Any(server => server.Thumbprint == refused.Thumbprint || server.Thumbprint == refused.Sha1Thumbprint);
    }
}
