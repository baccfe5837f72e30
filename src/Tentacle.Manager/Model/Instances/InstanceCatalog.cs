using Tentacle.Core.Instances;
using Tentacle.Core.Instances.Settings;

namespace Tentacle.Manager.Model.Instances;

/// <summary>The instances of this machine, read as the commands read them.</summary>
public sealed class InstanceCatalog(InstanceIndex index)
{
    /// <exception cref="SettingsException">The index cannot be read.</exception>
    public IReadOnlyList<InstanceEntry> List() => index.List();

    /// <summary>The other instances of this machine, for one that is to be made or changed.</summary>
    /// <param name="name">Its name; null for one that has none yet.</param>
    /// <exception cref="SettingsException">The index cannot be read.</exception>
    public InstanceNeighbours Neighbours(string? name) => InstanceNeighbours.Of(index, name, settingsPath: null);

    /// <summary>Null when the index has no such instance.</summary>
    /// <exception cref="SettingsException">Its settings file is missing, or the index cannot be read.</exception>
    public Instance? Find(string name) => index.Find(name) is { } entry ? index.Resolve(entry.Name, null, AppContext.BaseDirectory) : null;
}
