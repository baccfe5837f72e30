using Tentacle.Contracts;
using Tentacle.Core.Platform.Directories;

namespace Tentacle.Core.Packages;

/// <summary>Removes what is no longer needed: versions before the last successful ones, and what failed. The current version never goes.</summary>
internal static class DeploymentRetention
{
    /// <param name="place">Of the package.</param>
    /// <param name="deployments">All of the journal. Only what stands there is removed.</param>
    /// <param name="keep">How many successful versions stay; 0 is all.</param>
    public static void Apply(DeploymentPlace place, IEnumerable<Deployment> deployments, int keep, DeploymentOutput output)
    {
        if (keep == 0)
        {
            return;
        }

        var ours = deployments.Where(d => Path.GetDirectoryName(d.Directory) == place.Directory).Reverse().ToList();
        var kept = ours.Where(d => d.Status == DeploymentStatus.Succeeded).Select(d => d.Directory).Distinct().Where(Directory.Exists).Take(keep).Append(place.Current).ToHashSet();
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
            output.Say($"Removed '{directory}', which is no longer kept.");
            output.SayRemains(remains);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            output.Say($"Warning: '{directory}' is no longer needed and could not be removed: {e.Message} The next deployment tries again.");
        }
    }
}
