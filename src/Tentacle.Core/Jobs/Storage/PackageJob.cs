using Tentacle.Contracts;
using Tentacle.Core.Jobs.Shells;
using Tentacle.Core.Jobs.Submissions;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>
/// A job that deploys a package is one that runs our own program: what it shall do is in the job's record, its variables are, like everything
/// secret of a job, in its environment.
/// </summary>
public static class PackageJob
{
    /// <summary>The command of our own program that deploys the package of the job's record.</summary>
    public const string Command = "deploy-package";

    /// <summary>A variable of a package has this before its name in the environment, so that it collides with nothing there.</summary>
    public const string VariablePrefix = JobPackageValidator.VariablePrefix;

    /// <summary>What runs the request; null when this machine has nothing for it. Which shells a package's scripts need is seen when they are there.</summary>
    internal static Shell? ChooseShell(JobRequest request, JobSite site, ShellCatalog shells) =>
        request.Package is null && request.Redeploy is null ? shells.Choose(request.Script) : new Shell(ShellNames.Package, site.ExecutablePath);

    /// <summary>The request's environment with its package's variables.</summary>
    internal static Dictionary<string, string> WithEnvironment(JobRequest request)
    {
        var all = new Dictionary<string, string>(request.Environment);
        foreach (var (name, value) in Of(request))
        {
            all[VariablePrefix + name] = value;
        }

        return all;
    }

    /// <summary>The request without what is on disk only encrypted, and without what its workspace holds.</summary>
    internal static JobRequest Stripped(JobRequest request) => request with
    {
        Files = [],
        Environment = new Dictionary<string, string>(),
        SensitiveValues = [],
        Package = request.Package is null ? null : request.Package with { Variables = new Dictionary<string, string>() },
        Redeploy = request.Redeploy is null ? null : request.Redeploy with { Variables = new Dictionary<string, string>() },
    };

    internal static IReadOnlyDictionary<string, string> Of(JobRequest request) =>
        request.Package?.Variables ?? request.Redeploy?.Variables ?? new Dictionary<string, string>();
}
