using Tentacle.Contracts;
using Tentacle.Core.Jobs.Shells;
using Tentacle.Core.Jobs.Site;

namespace Tentacle.Core.Jobs.Submissions;

/// <summary>
/// A job that deploys a package runs our own program. Its instructions are in the job's record. Its variables are, like all secrets of a job, in its
/// environment.
/// </summary>
public static class PackageJob
{
    /// <summary>The command of our own program that deploys the package of the job's record.</summary>
    public const string Command = "deploy-package";

    /// <summary>The prefix of package variables in the environment. It prevents collisions with other variables.</summary>
    public const string VariablePrefix = JobPackageValidator.VariablePrefix;

    /// <summary>
    /// The shell, or our own program, that runs the request. Null when this machine has no suitable shell. The shells for a package's scripts are determined
    /// only when the scripts are present.
    /// </summary>
    internal static Shell? ChooseShell(JobRequest request, JobSite site, ShellCatalog shells) =>
        request.Package is null && request.Redeploy is null ? shells.Choose(request.Script) : new Shell(ShellNames.Package, site.ExecutablePath);

    /// <summary>The request's environment with its package's variables.</summary>
    internal static Dictionary<string, string> WithEnvironment(JobRequest request)
    {
        var all = new Dictionary<string, string>(request.Environment);
        foreach (var (name, value) in VariablesOf(request))
        {
            all[VariablePrefix + name] = value;
        }

        return all;
    }

    /// <summary>The request without the values that are stored only in encrypted form, and without the files that its workspace contains.</summary>
    internal static JobRequest Stripped(JobRequest request) => request with
    {
        Files = [],
        Environment = new Dictionary<string, string>(),
        SensitiveValues = [],
        Package = request.Package is null ? null : request.Package with { Variables = new Dictionary<string, string>() },
        Redeploy = request.Redeploy is null ? null : request.Redeploy with { Variables = new Dictionary<string, string>() },
    };

    internal static IReadOnlyDictionary<string, string> VariablesOf(JobRequest request) =>
        request.Package?.Variables ?? request.Redeploy?.Variables ?? new Dictionary<string, string>();
}
