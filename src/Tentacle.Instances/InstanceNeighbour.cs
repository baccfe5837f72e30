using System.Net;
using Tentacle.Platform.Directories;

namespace Tentacle.Instances;

/// <summary>The resources that another instance of this machine uses.</summary>
/// <param name="Name">The name of the instance.</param>
/// <param name="Account">The account of the instance; null when it is not another account's.</param>
/// <param name="SettingsPath">The absolute path of the settings file.</param>
/// <param name="KeyPath">The path of its key.</param>
/// <param name="Home">The home in its settings; the directory of the settings file when the settings cannot be read.</param>
/// <param name="Applications">Its application directory.</param>
public sealed record InstanceNeighbour(string Name, string? Account, string SettingsPath, string KeyPath, InstanceHome Home, string Applications)
{
    /// <summary>The port that it listens on; null when it does not listen, or its settings cannot be read.</summary>
    public int? Port { get; init; }

    /// <summary>The address that it listens on; null for all addresses.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The name with the account, for messages.</summary>
    public string Title => Account is null ? $"'{Name}'" : $"'{Name}' of the account '{Account}'";

    /// <summary>True when the directory, after resolving links, is this instance's home.</summary>
    public bool IsAt(string home) => Real(home).Equals(Real(Home.Directory), RealPath.Comparison);

    /// <summary>Describes how a directory overlaps with one of this instance's directories; null when it does not.</summary>
    public string? Meeting(string directory) => Meeting(directory, Home.Directory, "home") ?? Meeting(directory, Applications, "application");

    /// <summary>True when removing the path with its content would remove files of this instance.</summary>
    public bool Loses(string path)
    {
        var real = Real(path);
        var holds = new[] { SettingsPath, SettingsPath + ".lock", KeyPath, Home.Directory, Applications }.Any(own => RealPath.IsWithin(Real(own), real));
        var isInside = new[] { Home.Jobs, Home.Work, Home.Logs, Home.Uploads, Applications }.Any(own => RealPath.IsWithin(real, Real(own)));
        return holds || isInside || IsAt(Path.GetDirectoryName(real) ?? real);
    }

    /// <summary>True for its settings file and its key.</summary>
    public bool Owns(string file) => new[] { SettingsPath, KeyPath }.Any(own => Real(own).Equals(Real(file), RealPath.Comparison));

    private string? Meeting(string directory, string other, string kind)
    {
        var (one, two) = (Real(directory), Real(other));
        return one.Equals(two, RealPath.Comparison) ? $"it is the {kind} directory of the instance {Title}"
            : RealPath.IsWithin(one, two) ? $"it lies in '{other}', the {kind} directory of the instance {Title}"
            : RealPath.IsWithin(two, one) ? $"it holds '{other}', the {kind} directory of the instance {Title}"
            : null;
    }

    // When a link is circular or cannot be read, the path is used as written.
    private static string Real(string path)
    {
        try
        {
            return Path.TrimEndingDirectorySeparator(RealPath.Resolve(Path.GetFullPath(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StorageException)
        {
            return Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        }
    }
}
