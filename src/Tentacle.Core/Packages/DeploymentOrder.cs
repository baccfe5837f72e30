using Tentacle.Contracts;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Core.Packages.Archives;
using Tentacle.Core.Packages.Substitution;

namespace Tentacle.Core.Packages;

/// <summary>What shall be deployed: a new package, or a version that is on disk already.</summary>
/// <param name="Package">Null to deploy again what is there.</param>
internal sealed record DeploymentOrder(string Id, string Version, string Environment, JobPackage? Package, Variables Variables)
{
    /// <param name="request">As its job's record has it, without the variables.</param>
    /// <param name="environment">The job's, with the variables.</param>
    public static DeploymentOrder Of(JobRequest request, IReadOnlyDictionary<string, string> environment)
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
