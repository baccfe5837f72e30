using Tentacle.Core.Instances;
using Tentacle.Core.Instances.Settings;

namespace Tentacle.Manager.Model.Instances;

/// <summary>The instances of this machine, read as the commands read them.</summary>
public sealed class InstanceCatalog(InstanceIndex index)
{
    /// <exception cref="SettingsException">The index cannot be read.</exception>
    public IReadOnlyList<InstanceEntry> List() => index.List();

    /// <summary>Null when the index has no such instance.</summary>
    /// <exception cref="SettingsException">Its settings file is missing, or the index cannot be read.</exception>
    public Instance? Find(string name) => index.Find(name) is { } entry ? index.Resolve(entry.Name, null, AppContext.BaseDirectory) : null;
}
