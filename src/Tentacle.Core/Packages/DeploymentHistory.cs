using Tentacle.Contracts;
using Tentacle.Core.Instances;
using Tentacle.Core.Jobs.Storage;

namespace Tentacle.Core.Packages;

/// <summary>The deployments of this agent, for whoever asks what is installed.</summary>
public sealed class DeploymentHistory(JobSite site)
{
    /// <summary>Deployments, newest first.</summary>
    /// <param name="environment">Only those to it; null is all.</param>
    /// <param name="id">Only those of this package; null is all.</param>
    /// <param name="before">Only those that started before the one of this place in the journal.</param>
    /// <param name="limit">At most so many.</param>
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
