using Tentacle.Core.Instances.Settings;

namespace Tentacle.Core.Instances;

/// <summary>One instance that a command or the agent works on.</summary>
/// <param name="Name">As in the index; for a settings file that is in no index, <see cref="InstanceName.Default"/>.</param>
/// <param name="SettingsPath">Absolute.</param>
/// <param name="ConfigurationRoot">Where its key is kept: the root whose index lists it, else the root that this process writes.</param>
/// <param name="IsListed">False for a settings file that was named by path and is in no index.</param>
public sealed record Instance(string Name, string SettingsPath, string ConfigurationRoot, bool IsListed)
{
    public SettingsStore Settings { get; } = new(SettingsPath);

    /// <summary>The home that the settings name: relative to the settings file, which is also the default.</summary>
    public InstanceHome HomeOf(InstanceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new InstanceHome(Path.GetFullPath(settings.Octopus.Home ?? "", Path.GetDirectoryName(SettingsPath)!));
    }
}
