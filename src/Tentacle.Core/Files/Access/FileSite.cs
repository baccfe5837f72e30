using Tentacle.Instances;

namespace Tentacle.Core.Files.Access;

/// <summary>The directories of one instance that the file store uses or must protect from its callers.</summary>
public sealed record FileSite
{
    /// <summary>The directory that relative paths are resolved against.</summary>
    public required string HomeDirectory { get; init; }

    /// <summary>The directory with the records of uploads.</summary>
    public required string UploadsDirectory { get; init; }

    /// <summary>The agent's own files and directories with their content. Callers cannot write or delete there.</summary>
    public required IReadOnlyList<string> Own { get; init; }

    /// <summary>
    /// Files and directories that callers cannot read either: the settings, the files beside them whose names begin with theirs, and the keys.
    /// </summary>
    public IReadOnlyList<string> Secret { get; init; } = [];

    /// <summary>Directories of job records. Callers cannot read the files named <see cref="RecordSecrets"/> in them.</summary>
    public IReadOnlyList<string> Records { get; init; } = [];

    /// <summary>The name of the file with a job's environment and sensitive values.</summary>
    public const string RecordSecrets = "secrets";

    /// <summary>Directories that callers cannot delete. Their content may change.</summary>
    public required IReadOnlyList<string> Kept { get; init; }

    public static FileSite Create(Instance instance, InstanceHome home)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(home);
        return new FileSite
        {
            HomeDirectory = home.Directory,
            UploadsDirectory = home.Uploads,
            Own =
            [
                instance.SettingsPath, ConfigurationRoots.InstancesUnder(instance.ConfigurationRoot), ConfigurationRoots.KeysUnder(instance.ConfigurationRoot),
                home.Jobs, home.Damaged, home.Logs, home.Uploads, home.AgentLock, home.RefusedConnections, home.Deployments,
                .. OperatingSystem.IsWindows() ? [] : new[] { home.SocketInHome, home.LocalSocket },
            ],
            Secret = [instance.SettingsPath, ConfigurationRoots.KeysUnder(instance.ConfigurationRoot)],
            Records = [home.Jobs, home.Damaged],
            Kept = [home.Directory, home.Work],
        };
    }
}
