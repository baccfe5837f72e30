using Tentacle.Instances;
using Tentacle.Instances.Settings;

namespace Tentacle.Manager.Model.Instances;

/// <summary>The instances of this machine, resolved in the same way as by the commands.</summary>
public sealed class InstanceCatalog(InstanceIndex index)
{
    /// <exception cref="SettingsException">The index cannot be read.</exception>
    public IReadOnlyList<InstanceEntry> List() => index.List();

    /// <summary>The other instances of this machine, for an instance that is created or changed.</summary>
    /// <param name="name">The name of the instance; null when it has none yet.</param>
    /// <exception cref="SettingsException">The index cannot be read.</exception>
    public InstanceNeighbours Neighbours(string? name) => InstanceNeighbours.Find(index, name, settingsPath: null);

    /// <summary>Finds an instance; null when the index does not have it.</summary>
    /// <exception cref="SettingsException">The settings file is missing, or the index cannot be read.</exception>
    public Instance? Find(string name) => index.Find(name) is { } entry ? index.Resolve(entry.Name, null, AppContext.BaseDirectory) : null;
}
