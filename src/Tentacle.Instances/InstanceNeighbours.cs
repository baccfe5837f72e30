using System.Globalization;
using System.Net;
using Tentacle.Instances.Settings;
using Tentacle.Platform;

namespace Tentacle.Instances;

/// <summary>The other instances of this machine. Their directories, files and ports are not assigned to another instance, and not removed with it.</summary>
public sealed class InstanceNeighbours
{
    // Pipes and devices have no length, and no settings file is larger than this.
    private const long MaxSettingsSize = 16 * 1024 * 1024;

    private InstanceNeighbours(IReadOnlyList<InstanceNeighbour> all) => All = all;

    public IReadOnlyList<InstanceNeighbour> All { get; }

    /// <summary>All instances except this one.</summary>
    public static InstanceNeighbours Find(InstanceIndex index, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(instance);
        return new InstanceNeighbours(
            [.. Others(
                index,
                file => instance.IsListed ? file.Root == instance.ConfigurationRoot && IsNamed(file, instance.Name) : IsAt(file, instance.SettingsPath))]);
    }

    /// <summary>All instances except the one that is to be created or recreated.</summary>
    /// <param name="index">The index of instances.</param>
    /// <param name="name">The name of the instance; null when it is not in an index.</param>
    /// <param name="settingsPath">The path of its settings file; null when it is not known yet.</param>
    public static InstanceNeighbours Find(InstanceIndex index, string? name, string? settingsPath)
    {
        ArgumentNullException.ThrowIfNull(index);
        return new InstanceNeighbours(
            [.. Others(index, file => name is not null ? file.Account is null && IsNamed(file, name) : settingsPath is not null && IsAt(file, settingsPath))]);
    }

    /// <summary>The reason why this instance cannot use a directory; null when it can.</summary>
    /// <param name="directory">The absolute path of the directory.</param>
    /// <param name="option">The option that sets the directory, for the remedy in the message.</param>
    public string? RefuseDirectory(string directory, string option) =>
        All.Select(other => other.Meeting(directory)).FirstOrDefault(found => found is not null) is { } meeting
        ? $"'{directory}' cannot be used: {meeting}. Instances cannot share directories; choose another{option}."
        : null;

    /// <summary>The reason why this instance cannot use a settings file; null when it can.</summary>
    public string? RefuseSettings(string path) => All.FirstOrDefault(other => other.Loses(path)) is { } owner
        ? $"The configuration file '{path}' is that of the instance {owner.Title}, or lies in one of its directories. Choose another with --config."
        : null;

    /// <summary>The reason why this instance cannot use a port; null when it can.</summary>
    public string? RefusePort(int port, IPAddress? address) =>
        port != 0 && All.FirstOrDefault(other => other.Port == port && PortUse.Overlaps(other.Address, address)) is { } owner
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Port {port} cannot be used: the instance {owner.Title} listens on it. Choose another port, or another address of this machine.")
            : null;

    private static IEnumerable<InstanceNeighbour> Others(InstanceIndex index, Func<IndexFile, bool> isOwn) =>
        index.Files().Concat(index.OfOtherAccounts()).Where(file => !isOwn(file)).Select(Inspect);

    private static bool IsNamed(IndexFile file, string name) => file.Entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsAt(IndexFile file, string settingsPath) => Path.GetFullPath(file.Entry.ConfigurationFilePath) == settingsPath;

    private static InstanceNeighbour Inspect(IndexFile file)
    {
        var instance = new Instance(file.Entry.Name, Path.GetFullPath(file.Entry.ConfigurationFilePath), file.Root, IsListed: true);
        var settings = TryLoad(instance.SettingsPath);
        var home = instance.HomeOf(settings ?? new InstanceSettings());
        var services = settings?.Tentacle.Services;
        return new InstanceNeighbour(
            instance.Name,
            file.Account,
            instance.SettingsPath,
            instance.KeyPath,
            home,
            settings?.Tentacle.Deployment.ApplicationDirectory ?? home.DefaultApplications)
        {
            Port = services is { NoListen: false } ? services.PortNumber : null,
            Address = services?.ListenIP is { } text && ListenAddress.TryParse(text, out var address, out _) ? address : null,
        };
    }

    // Null when the settings cannot be read. Environment variables apply only to the instance of this process, not to others.
    private static InstanceSettings? TryLoad(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > 0 and <= MaxSettingsSize } ? new SettingsStore(path, EnvironmentSettings.None).Load() : null;
        }
        catch (Exception e) when (e is SettingsException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
