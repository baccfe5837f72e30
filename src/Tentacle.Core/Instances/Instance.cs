using System.Security.Cryptography;
using System.Text;
using Tentacle.Core.Instances.Settings;
using Tentacle.Core.Platform.Directories;

namespace Tentacle.Core.Instances;

/// <summary>One instance that a command or the agent works on.</summary>
/// <param name="Name">As in the index; for a settings file that is in no index, <see cref="InstanceName.Default"/>.</param>
/// <param name="SettingsPath">Absolute.</param>
/// <param name="ConfigurationRoot">Where its key is kept: the root whose index lists it, else the root that this process writes.</param>
/// <param name="IsListed">False for a settings file that was named by path and is in no index.</param>
public sealed record Instance(string Name, string SettingsPath, string ConfigurationRoot, bool IsListed)
{
    private const int LongestPath = 4096;

    /// <summary>The account of this machine that made it and keeps its entry and key, where root has found it there; null for one of root's, the machine's or the caller's own.</summary>
    public string? Account { get; init; }

    public SettingsStore Settings { get; } = new(SettingsPath);

    /// <summary>Says which home the settings in force name, for when they cannot be read any more: beside them, and only where it is not the default.</summary>
    private string HomeNote => SettingsPath + ".home";

    /// <summary>Keeps which home an agent uses. It is a help: where it cannot be written nothing else fails.</summary>
    public void RememberHome(InstanceHome home)
    {
        ArgumentNullException.ThrowIfNull(home);
        if (home == FindRememberedHome())
        {
            return;
        }

        try
        {
            OwnedFile.Replace(HomeNote, Encoding.UTF8.GetBytes(home.Directory));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // See above.
        }
    }

    /// <summary>The home of the agent that last ran by these settings; the default one where nothing else is known.</summary>
    public InstanceHome FindRememberedHome() =>
        RecordFile.Read(HomeNote, LongestPath, followLink: true) is RecordContent.Whole(var bytes) && Encoding.UTF8.GetString(bytes) is var path && Path.IsPathFullyQualified(path)
            ? new InstanceHome(path)
            : HomeOf(new InstanceSettings());

    /// <summary>What is kept beside the settings, without those themselves.</summary>
    internal IEnumerable<string> Notes => [HomeNote];

    /// <summary>Where its key is. Settings files that are in no index may share a name, so their path names the key.</summary>
    public string KeyPath => ConfigurationRoots.KeyUnder(
        ConfigurationRoot,
        IsListed ? Name : "config-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(SettingsPath)))[..16]);

    /// <summary>The home that the settings name: relative to the settings file, which is also the default.</summary>
    public InstanceHome HomeOf(InstanceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new InstanceHome(Path.GetFullPath(settings.Octopus.Home ?? "", Path.GetDirectoryName(SettingsPath)!));
    }
}
