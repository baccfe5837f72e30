using Tentacle.Instances.Settings;

namespace Tentacle.Manager.Model.Instances;

/// <summary>The instance to show first: the one that the Manager was started for, otherwise the only one.</summary>
/// <param name="name">The name from the command line; null when there is none.</param>
/// <param name="catalog">The list of instances.</param>
public sealed class FirstInstance(string? name, InstanceCatalog catalog)
{
    /// <summary>Finds the instance; null when there is none, when the user must choose, or when the index cannot be read, which the pages report.</summary>
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
