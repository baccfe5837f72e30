using System.Collections;
using System.Runtime.InteropServices;
using Tentacle.Core.Jobs.Reporting;
using Tentacle.Core.Jobs.Site;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Processes;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>
/// The environment of a job: the service's environment without the agent's own variables, the variables that scripts for Octopus expect, the request's
/// variables, and the variables of a login session that are missing.
/// </summary>
internal static class JobEnvironment
{
    // These variables are for the agent. A child that inherits them would notify systemd in the agent's name, or start .NET programs with the agent's tuning.
    private static readonly string[] AgentsOwn =
    [
        "NOTIFY_SOCKET", "CREDENTIALS_DIRECTORY", EnvironmentSettings.SwitchVariable, MachineIdentity.AcceptVariable, OtlpSettings.HeadersVariable,
        "MAINPID", "INVOCATION_ID", "JOURNAL_STREAM",
    ];
    private static readonly string[] AgentsOwnPrefixes =
    [
        "WATCHDOG_", "LISTEN_", "OCTOPUS_SERVICE_", "TENTACLE_PFX_", "TENTACLE_PROXY_", "TENTACLE_POLLING_PROXY_",
        "ASPNETCORE_", "DOTNET_GC", "DOTNET_gc", "DOTNET_Tiered", "DOTNET_SYSTEM_", "DOTNET_EnableDiagnostics",
    ];

    public static Dictionary<string, string> Create(JobRecord job, JobSite site, JobSecrets secrets, JobProxy proxy, int run)
    {
        var environment = Inherited();
        foreach (var (name, value) in Ours(job, site, run).Concat(proxy.Environment(environment)).Concat(secrets.Environment))
        {
            environment[name] = value;
        }

        // A service, such as the first process of a container, may be started without these variables. git or ssh must not fail in a job for that reason.
        foreach (var (name, value) in AccountEnvironment.Create(site.HomeDirectory))
        {
            environment.TryAdd(name, value);
        }

        return environment;
    }

    /// <summary>The service's environment without the agent's own variables.</summary>
    public static Dictionary<string, string> Inherited()
    {
        var comparer = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var environment = new Dictionary<string, string>(comparer);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (!AgentsOwn.Contains(name) && !EnvironmentSettings.Names.Contains(name)
                && !AgentsOwnPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal)))
            {
                environment[name] = (string?)variable.Value ?? "";
            }
        }

        return environment;
    }

    private static Dictionary<string, string> Ours(JobRecord job, JobSite site, int run)
    {
        var programDirectory = Path.GetDirectoryName(site.ExecutablePath) ?? "";
        var ours = new Dictionary<string, string>
        {
            ["TentacleHome"] = site.HomeDirectory,
            ["TentacleApplications"] = site.ApplicationDirectory,
            ["TentacleJournal"] = Path.Combine(site.HomeDirectory, "DeploymentJournal.xml"),
            ["CalamariPackageRetentionJournalPath"] = Path.Combine(site.HomeDirectory, "PackageRetentionJournal.json"),
            ["TentacleInstanceName"] = site.InstanceName,
            ["TentacleVersion"] = site.Version,
            ["TentacleExecutablePath"] = site.ExecutablePath,
            ["TentacleProgramDirectoryPath"] = programDirectory,
            ["AgentProgramDirectoryPath"] = programDirectory,
            ["TentacleNetFrameworkDescription"] = RuntimeInformation.FrameworkDescription,
            ["TentacleJobTicket"] = job.Ticket.Value,
            ["TentacleJobRun"] = run.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        AddIfAny(ours, "TentacleCertificateSignatureAlgorithm", site.CertificateSignatureAlgorithm?.Invoke());
        AddIfAny(ours, "TentacleTaskId", job.Request.TaskId);
        AddIfAny(ours, "TRACEPARENT", TraceParent(job, site));
        return ours;
    }

    // If the job's span is not exported, the script's span must be a direct child of the caller's.
    private static string? TraceParent(JobRecord job, JobSite site) =>
        site.Ends.IsFollowed && JobTrace.From(job) is { IsRecorded: true } trace ? trace.TraceParent : job.TraceParent;

    private static void AddIfAny(Dictionary<string, string> environment, string name, string? value)
    {
        if (value is not null)
        {
            environment[name] = value;
        }
    }
}
