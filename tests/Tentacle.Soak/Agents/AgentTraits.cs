namespace Tentacle.Soak.Agents;

/// <summary>What sets one agent of a run apart from the others.</summary>
/// <param name="Name">For messages.</param>
internal sealed record AgentTraits(string Name)
{
    /// <summary>It opens no port and dials the server.</summary>
    public bool Polls { get; init; }

    /// <summary>It is killed and started again. The one that is not shows whether an agent grows.</summary>
    public bool IsKilled { get; init; }

    /// <summary>Its home is a file system of a few megabytes that fills up; null for an ordinary one.</summary>
    public string? DiskSize { get; init; }

    /// <summary>How many loops give it work.</summary>
    public int Workers { get; init; } = 1;
}
