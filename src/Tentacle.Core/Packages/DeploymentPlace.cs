using Tentacle.Archives;
using Tentacle.Core.Jobs.Workspaces;
using Tentacle.Instances;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Packages;

/// <summary>
/// The directory of one package in one environment. It contains a directory for each version and the link <c>current</c>. Names that begin with a dot are
/// temporary names of this program; the next deployment removes those that a killed deployment left behind.
/// </summary>
internal sealed class DeploymentPlace(string applications, string environment, string id)
{
    private const string LinkName = "current";
    private const string LockName = ".lock";
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    public string Directory { get; } = Path.GetFullPath(Path.Combine(applications, FolderName.From(environment), FolderName.From(id)));

    public string CurrentLink => Path.Combine(Directory, LinkName);

    /// <summary>The directory of the current version; null when there is none.</summary>
    public string? Current => FollowIn(Directory);

    /// <summary>The current version among the siblings of the given version's directory; null when there is none.</summary>
    public static string? CurrentBeside(string version) => Path.GetDirectoryName(version) is { } directory ? FollowIn(directory) : null;

    /// <summary>Waits until no other deployment uses this directory. The system releases the lock when a process ends.</summary>
    public async Task<IDisposable> EnterAsync(DeploymentOutput output, TimeProvider time, CancellationToken cancellationToken)
    {
        SharedDirectory.Create(Directory);
        for (var said = false; ; said = true)
        {
            if (LockFile.TryTake(Path.Combine(Directory, LockName), Directory) is { } turn)
            {
                return turn;
            }

            if (!said)
            {
                output.Report($"Waiting: another deployment works in '{Directory}'.");
            }

            await Task.Delay(BetweenTries, time, cancellationToken);
        }
    }

    /// <summary>An unused name for a directory that is being created or removed.</summary>
    public string Temporary() => Path.Combine(Directory, $".{Guid.NewGuid():N}");

    /// <summary>
    /// Removes the remains of earlier deployments. Entries that cannot be removed, such as files of another account, are reported and do not prevent the
    /// deployment.
    /// </summary>
    public void RemoveLeftovers(DeploymentOutput output)
    {
        foreach (var entry in new DirectoryInfo(Directory).EnumerateFileSystemInfos().Where(IsLeftover).ToList())
        {
            output.ReportRemains(DirectoryRemoval.Remove(entry.FullName));
        }
    }

    /// <summary>The directory for a new deployment of a version: the version's folder name, with the first unused number if it exists already.</summary>
    public string NextDirectory(string version)
    {
        var folder = FolderName.From(version);
        var directory = Path.Combine(Directory, folder);
        for (var number = 1; Path.Exists(directory); number++)
        {
            directory = Path.Combine(Directory, $"{folder}_{number}");
        }

        return directory;
    }

    /// <summary>Makes a version the current one by switching the link.</summary>
    public void MakeCurrent(string directory)
    {
        if (Path.Exists(CurrentLink) && AtomicLink.Find(CurrentLink) is null)
        {
            throw new PackageException($"'{CurrentLink}' is not a link: the version in use cannot be switched. Move it away.");
        }

        AtomicLink.Switch(CurrentLink, Path.GetFileName(directory));
    }

    private static bool IsLeftover(FileSystemInfo entry) =>
        (entry.Name.StartsWith('.') && entry.Name != LockName)
        || (entry.LinkTarget is not null && entry.Name.StartsWith(LinkName + ".", StringComparison.Ordinal)
            && entry.Name.EndsWith(AtomicLink.TemporarySuffix, StringComparison.Ordinal));

    private static string? FollowIn(string directory) =>
        AtomicLink.Find(Path.Combine(directory, LinkName)) is { } target ? Path.GetFullPath(target, directory) : null;
}
