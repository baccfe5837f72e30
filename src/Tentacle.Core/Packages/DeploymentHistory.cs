using Tentacle.Contracts;
using Tentacle.Core.Jobs.Site;
using Tentacle.Instances;

namespace Tentacle.Core.Packages;

/// <summary>The deployments of this agent, for queries about installed packages.</summary>
public sealed class DeploymentHistory(JobSite site)
{
    /// <summary>Lists deployments, newest first.</summary>
    /// <param name="environment">The environment of the deployments; null for all.</param>
    /// <param name="id">The id of the package; null for all.</param>
    /// <param name="before">Only deployments that started before the one at this index of the journal; null for all.</param>
    /// <param name="limit">The maximum number of deployments.</param>
    public (IReadOnlyList<Deployment> Deployments, int? Next) List(string? environment, string? id, int? before, int limit)
    {
        var all = new DeploymentJournal(new InstanceHome(site.HomeDirectory).Deployments).Read();
        var found = all.Index()
            .Where(d => (before is null || d.Index < before) && (environment is null || d.Item.Environment == environment) && (id is null || d.Item.Id == id))
            .Reverse()
            .Take(limit + 1)
            .ToList();
        return ([.. found.Take(limit).Select(d => Describe(d.Item))], found.Count > limit ? found[limit - 1].Index : null);
    }

    private static Deployment Describe(Deployment deployment) => deployment with
    {
        IsKept = Directory.Exists(deployment.Directory),
        IsCurrent = DeploymentPlace.CurrentBeside(deployment.Directory) == deployment.Directory,
    };
}
