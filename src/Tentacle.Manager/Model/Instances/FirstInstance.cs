using Tentacle.Core.Instances.Settings;

namespace Tentacle.Manager.Model.Instances;

/// <summary>The instance that is shown first: the one that the Manager was started for, else the only one there is.</summary>
/// <param name="name">Null when none was named.</param>
/// <param name="catalog">Where they are listed.</param>
public sealed class FirstInstance(string? name, InstanceCatalog catalog)
{
    /// <summary>Null when there is none or one has to choose. An index that cannot be read is the pages' to tell of.</summary>
    public string? Find()
    {
        try
        {
            return name ?? (catalog.List() is [var only] ? only.Name : null);
        }
        catch (SettingsException)
        {
            return null;
        }
    }
}
