using Tentacle.Contracts;
using Tentacle.Platform.Directories;

namespace Tentacle.Core.Packages;

/// <summary>Removes failed deployments and versions that are older than the last successful ones. The current version is never removed.</summary>
internal static class DeploymentRetention
{
    /// <param name="place">The directory of the package.</param>
    /// <param name="deployments">All deployments of the journal. Only directories that it contains are removed.</param>
    /// <param name="keep">The number of successful versions to keep; 0 keeps all.</param>
    public static void Apply(DeploymentPlace place, IEnumerable<Deployment> deployments, int keep, DeploymentOutput output)
    {
        if (keep == 0)
        {
            return;
        }

        var ours = deployments.Where(d => Path.GetDirectoryName(d.Directory) == place.Directory).Reverse().ToList();
        var kept = ours.Where(d => d.Status == DeploymentStatus.Succeeded).Select(d => d.Directory).Distinct().Where(Directory.Exists).Take(keep)
            .Append(place.Current).ToHashSet();
        foreach (var directory in ours.Select(d => d.Directory).Distinct().Where(d => !kept.Contains(d) && Directory.Exists(d)))
        {
            Remove(place, directory, output);
        }
    }

    private static void Remove(DeploymentPlace place, string directory, DeploymentOutput output)
    {
        try
        {
            var remains = AtomicDirectory.Delete(directory, place.Temporary());
            output.Report($"Removed '{directory}', which is no longer kept.");
            output.ReportRemains(remains);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            output.Report($"Warning: '{directory}' is no longer needed and could not be removed: {e.Message} The next deployment tries again.");
        }
    }
}
