using Tentacle.Instances.Settings;

namespace Tentacle.Instances;

/// <summary>An instance that another account of this machine created.</summary>
public sealed record AccountInstance(string Account, InstanceEntry Entry);
