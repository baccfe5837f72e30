using Tentacle.Core.Instances;

namespace Tentacle.Core.Files.Access;

/// <summary>Where files are stored: the directories of one instance that the file store needs or must keep its callers out of.</summary>
public sealed record FileSite
{
    /// <summary>Relative paths are below it.</summary>
    public required string HomeDirectory { get; init; }

    /// <summary>Where unfinished uploads are recorded.</summary>
    public required string UploadsDirectory { get; init; }

    /// <summary>The agent's own files and directories, with all that is in them: nobody writes or deletes there.</summary>
    public required IReadOnlyList<string> Own { get; init; }

    /// <summary>Files and directories that cannot be read either: the settings, the files beside them that share their name, and the keys.</summary>
    public IReadOnlyList<string> Secret { get; init; } = [];

    /// <summary>Directories of records of jobs, in which <see cref="RecordSecrets"/> is not read.</summary>
    public IReadOnlyList<string> Records { get; init; } = [];

    /// <summary>The name of the file with a job's environment and sensitive values.</summary>
    public const string RecordSecrets = "secrets";

    /// <summary>Directories that stay, while what is in them may change.</summary>
    public required IReadOnlyList<string> Kept { get; init; }

    public static FileSite Of(Instance instance, InstanceHome home)
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
