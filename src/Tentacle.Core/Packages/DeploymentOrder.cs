using Tentacle.Archives;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Submissions;
using Tentacle.Core.Packages.Substitution;

namespace Tentacle.Core.Packages;

/// <summary>The parameters of a deployment: a new package, or a version that is on the disk already.</summary>
/// <param name="Package">The package; null for a redeployment.</param>
internal sealed record DeploymentOrder(string Id, string Version, string Environment, JobPackage? Package, Variables Variables)
{
    /// <param name="request">The request from the job's record, without the variables.</param>
    /// <param name="environment">The job's environment, which contains the variables.</param>
    public static DeploymentOrder From(JobRequest request, IReadOnlyDictionary<string, string> environment)
    {
        var variables = new Variables(environment
            .Where(v => v.Key.StartsWith(PackageJob.VariablePrefix, StringComparison.Ordinal))
            .ToDictionary(v => v.Key[PackageJob.VariablePrefix.Length..], v => v.Value));
        return request switch
        {
            { Package: { } package } => new DeploymentOrder(package.Id, package.Version, package.Environment, package, variables),
            { Redeploy: { } redeploy } => new DeploymentOrder(redeploy.Id, redeploy.Version, redeploy.Environment, null, variables),
            _ => throw new PackageException("The job's record says nothing of a package. Submit the job again."),
        };
    }
}
