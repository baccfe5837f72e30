using Tentacle.Instances;

namespace Tentacle.Services;

/// <summary>The remains of an instance that was deleted with its files.</summary>
/// <param name="Home">The home directory of the instance if it is not empty; otherwise null.</param>
/// <param name="Sharing">The instance that shares the home directory, which is therefore kept; null when there is none.</param>
public sealed record InstanceLeftovers(string? Home, InstanceNeighbour? Sharing);
