
namespace Tentacle.Instances.Trust;

/// <summary>The role of a trusted peer.</summary>
public enum PeerRole
{
    /// <summary>The peer may do everything.</summary>
    Server,

    /// <summary>The peer may read the agent's identity, health and metrics.</summary>
    Monitor,
}
