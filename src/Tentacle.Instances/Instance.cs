using System.Security.Cryptography;
using System.Text;
using Tentacle.Instances.Settings;
using Tentacle.Platform.Directories;

namespace Tentacle.Instances;

/// <summary>One instance that a command or the agent works on.</summary>
/// <param name="Name">The name in the index; <see cref="InstanceName.Default"/> for a settings file that is not in an index and was not given a name.</param>
/// <param name="SettingsPath">The absolute path of the settings file.</param>
/// <param name="ConfigurationRoot">The root that has its key: the root whose index lists it, otherwise a root that already has the key, otherwise the
/// root that this process writes.</param>
/// <param name="IsListed">False for a settings file that was named by its path and is not in an index.</param>
public sealed record Instance(string Name, string SettingsPath, string ConfigurationRoot, bool IsListed)
{
    private const int MaxPathLength = 4096;

    /// <summary>
    /// The account that created the instance and keeps its entry and key, when root found it there; null for an instance of root, of the machine or
    /// of the caller.
    /// </summary>
    public string? Account { get; init; }

    public SettingsStore Settings { get; } = new(SettingsPath);

    /// <summary>
    /// The note beside the settings with the home that the applied settings name. It is used when the settings can no longer be read, and written
    /// only when the home is not the default.
    /// </summary>
    private string HomeNote => SettingsPath + ".home";

    /// <summary>Saves the home that the agent uses. The note is optional, so a failure to write it is ignored.</summary>
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
            // The note is optional.
        }
    }

    /// <summary>The home of the agent that last ran with these settings; the default home when there is no valid note.</summary>
    public InstanceHome FindRememberedHome() =>
        RecordFile.Read(HomeNote, MaxPathLength, followLink: true) is RecordContent.Whole(var bytes) && Encoding.UTF8.GetString(bytes) is var path
            && Path.IsPathFullyQualified(path)
            ? new InstanceHome(path)
            : HomeOf(new InstanceSettings());

    /// <summary>The files that belong to the settings and are beside them, without the settings file itself.</summary>
    public IEnumerable<string> Notes => [HomeNote];

    /// <summary>The path of its key. Settings files that are not in an index may share a name, so their key is named after their path.</summary>
    public string KeyPath => ConfigurationRoots.KeyUnder(
        ConfigurationRoot,
        IsListed ? Name : "config-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(SettingsPath)))[..16]);

    /// <summary>The home that the settings name, relative to the directory of the settings file. That directory is the default.</summary>
    public InstanceHome HomeOf(InstanceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new InstanceHome(Path.GetFullPath(settings.Octopus.Home ?? "", Path.GetDirectoryName(SettingsPath)!));
    }
}
