using Tentacle.Archives;
using Tentacle.Instances;
using Tentacle.Platform.Directories;

namespace Tentacle.Core.Packages;

/// <summary>A directory that the caller has chosen for the files of a version. They are installed atomically: all files or none.</summary>
internal static class CustomDirectory
{
    private const string TemporarySuffix = ".tentacle-";

    /// <param name="version">The directory that contains the files.</param>
    /// <param name="custom">The directory to install to.</param>
    /// <param name="purge">True removes existing files that the version does not have.</param>
    /// <param name="output">Receives warnings about old files that could not be removed.</param>
    public static void Install(string version, string custom, bool purge, DeploymentOutput output)
    {
        custom = Path.TrimEndingDirectorySeparator(Path.GetFullPath(custom));
        if (Path.GetDirectoryName(custom) is not { } parent || File.Exists(custom) || new DirectoryInfo(custom).LinkTarget is not null)
        {
            throw new PackageException($"'{custom}' cannot be installed to: it is a file, a link or the root of a file system. Choose a directory.");
        }

        SharedDirectory.Create(parent);
        RemoveLeftovers(parent, Path.GetFileName(custom), output);
        var made = custom + TemporarySuffix + Guid.NewGuid().ToString("N");
        if (!purge && Directory.Exists(custom))
        {
            Copy(custom, made);
        }

        Copy(version, made);
        output.ReportRemains(AtomicDirectory.Replace(made, custom));
    }

    private static void RemoveLeftovers(string parent, string name, DeploymentOutput output)
    {
        foreach (var left in Directory.EnumerateDirectories(parent, $"{name}{TemporarySuffix}*"))
        {
            output.ReportRemains(DirectoryRemoval.Remove(left));
        }
    }

    // An entry of the version replaces an existing one, even a directory a file or a file a directory.
    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            var target = Path.Combine(to, entry.Name);
            var isDirectory = entry is DirectoryInfo { LinkTarget: null };
            if (Path.Exists(target) && !(isDirectory && new DirectoryInfo(target) is { Exists: true, LinkTarget: null }))
            {
                Remove(target);
            }

            if (isDirectory)
            {
                Copy(entry.FullName, target);
            }
            else if (entry.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(target, link);
            }
            else
            {
                File.Copy(entry.FullName, target);
            }
        }
    }

    private static void Remove(string path)
    {
        if (new DirectoryInfo(path) is { Exists: true, LinkTarget: null } directory)
        {
            directory.Delete(recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }
}
