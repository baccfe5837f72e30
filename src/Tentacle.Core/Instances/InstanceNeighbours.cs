using System.Globalization;
using System.Net;
using Tentacle.Core.Instances.Settings;
using Tentacle.Core.Platform;

namespace Tentacle.Core.Instances;

/// <summary>The other instances of this machine: what is theirs is not given to one more, and not removed with it.</summary>
public sealed class InstanceNeighbours
{
    // A pipe and a device have no length, and no settings are larger.
    private const long LargestSettings = 16 * 1024 * 1024;

    private InstanceNeighbours(IReadOnlyList<InstanceNeighbour> all) => All = all;

    public IReadOnlyList<InstanceNeighbour> All { get; }

    /// <summary>All instances but this one.</summary>
    public static InstanceNeighbours Of(InstanceIndex index, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(instance);
        return new InstanceNeighbours([.. Others(index, file => instance.IsListed ? file.Root == instance.ConfigurationRoot && IsNamed(file, instance.Name) : IsAt(file, instance.SettingsPath))]);
    }

    /// <summary>All instances but the one that is to be made, or is made again.</summary>
    /// <param name="index">Lists them.</param>
    /// <param name="name">Its name; null for one that is in no index.</param>
    /// <param name="settingsPath">Its settings file; null when it is not known yet.</param>
    public static InstanceNeighbours Of(InstanceIndex index, string? name, string? settingsPath)
    {
        ArgumentNullException.ThrowIfNull(index);
        return new InstanceNeighbours([.. Others(index, file => name is not null ? file.Account is null && IsNamed(file, name) : settingsPath is not null && IsAt(file, settingsPath))]);
    }

    /// <summary>Why a directory cannot be this instance's; null when it can.</summary>
    /// <param name="directory">Absolute.</param>
    /// <param name="option">What it is chosen with, for the remedy.</param>
    public string? RefuseDirectory(string directory, string option) => All.Select(other => other.Meeting(directory)).FirstOrDefault(found => found is not null) is { } meeting
        ? $"'{directory}' cannot be used: {meeting}. Instances cannot share directories; choose another{option}."
        : null;

    /// <summary>Why a settings file cannot be this instance's; null when it can.</summary>
    public string? RefuseSettings(string path) => All.FirstOrDefault(other => other.Loses(path)) is { } owner
        ? $"The configuration file '{path}' is that of the instance {owner.Title}, or lies in one of its directories. Choose another with --config."
        : null;

    /// <summary>Why a port cannot be this instance's; null when it can.</summary>
    public string? RefusePort(int port, IPAddress? address) =>
        port != 0 && All.FirstOrDefault(other => other.Port == port && PortUse.Overlaps(other.Address, address)) is { } owner
            ? string.Create(CultureInfo.InvariantCulture, $"Port {port} cannot be used: the instance {owner.Title} listens on it. Choose another port, or another address of this machine.")
            : null;

    private static IEnumerable<InstanceNeighbour> Others(InstanceIndex index, Func<InstanceIndex.IndexFile, bool> isOwn) =>
        index.Files().Concat(index.OfOtherAccounts()).Where(file => !isOwn(file)).Select(Look);

    private static bool IsNamed(InstanceIndex.IndexFile file, string name) => file.Entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsAt(InstanceIndex.IndexFile file, string settingsPath) => Path.GetFullPath(file.Entry.ConfigurationFilePath) == settingsPath;

    private static InstanceNeighbour Look(InstanceIndex.IndexFile file)
    {
        var instance = new Instance(file.Entry.Name, Path.GetFullPath(file.Entry.ConfigurationFilePath), file.Root, IsListed: true);
        var settings = TryLoad(instance.SettingsPath);
        var home = instance.HomeOf(settings ?? new InstanceSettings());
        var services = settings?.Tentacle.Services;
        return new InstanceNeighbour(instance.Name, file.Account, instance.SettingsPath, instance.KeyPath, home, settings?.Tentacle.Deployment.ApplicationDirectory ?? home.DefaultApplications)
        {
            Port = services is { NoListen: false } ? services.PortNumber : null,
            Address = services?.ListenIP is { } text && ListenAddress.TryParse(text, out var address, out _) ? address : null,
        };
    }

    // Null when they cannot be read. The environment speaks of this process's instance, not of others.
    private static InstanceSettings? TryLoad(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > 0 and <= LargestSettings } ? new SettingsStore(path, EnvironmentSettings.None).Load() : null;
        }
        catch (Exception e) when (e is SettingsException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
