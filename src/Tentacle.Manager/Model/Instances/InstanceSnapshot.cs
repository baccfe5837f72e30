using Tentacle.Contracts;
using Tentacle.Core.Instances;
using Tentacle.Core.Instances.Settings;

namespace Tentacle.Manager.Model.Instances;

/// <summary>All that pages show of one instance, as it was a moment ago.</summary>
public sealed record InstanceSnapshot
{
    public required string Name { get; init; }

    /// <summary>What keeps the instance from being used; null when nothing does.</summary>
    public string? Problem { get; init; }

    public Instance? Instance { get; init; }
    public InstanceSettings? Settings { get; init; }

    /// <summary>Null when the agent does not run, or we may not ask it.</summary>
    public AgentDescription? Agent { get; init; }

    /// <summary>The agent runs, and this account may not ask it.</summary>
    public bool IsForbidden { get; init; }

    /// <summary>What the agent says of itself; null when it cannot be asked.</summary>
    public HealthReport? Report { get; init; }

    /// <summary>Null until the first look.</summary>
    public ServiceView? Service { get; init; }

    public DateTimeOffset? RunningSince { get; init; }
    public DiskSpace? Disk { get; init; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Job> Jobs { get; init; } = [];

    /// <summary>Latest first.</summary>
    public IReadOnlyList<RefusedConnection> Refused { get; init; } = [];

    public HealthStatusText Health { get; init; } = HealthStatusText.Unknown;

    public InstanceHome? Home => Settings is null ? null : Instance?.HomeOf(Settings);

    public IReadOnlyList<TrustedServer> Trusted => Settings?.Tentacle.Communication.TrustedOctopusServers ?? [];

    public int Running => Jobs.Count(job => job.State == JobState.Running);

    public int Waiting => Jobs.Count(job => job.State == JobState.Pending);

    /// <summary>Those that this instance connects to.</summary>
    public IReadOnlyList<TrustedServer> Polled => [.. Trusted.Where(server => server is { CommunicationStyle: CommunicationStyle.TentacleActive, Address: not null })];

    public bool Trusts(RefusedConnection refused)
    {
        ArgumentNullException.ThrowIfNull(refused);
        return Trusted.Any(server => server.Thumbprint == refused.Thumbprint || server.Thumbprint == refused.Sha1Thumbprint);
    }
}

/// <summary>The file system that jobs work on.</summary>
public sealed record DiskSpace(long Free, long Total, long Minimum)
{
    public bool IsTooFull => Free < Minimum;

    public static DiskSpace? Find(string directory, long minimum)
    {
        try
        {
            var drive = new DriveInfo(directory);
            return new DiskSpace(drive.AvailableFreeSpace, drive.TotalSize, minimum);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
