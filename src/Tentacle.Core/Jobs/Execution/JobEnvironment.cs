using System.Collections;
using System.Runtime.InteropServices;
using Tentacle.Core.Instances.Secrets;
using Tentacle.Core.Instances.Settings;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Core.Platform.Processes;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>The environment of a job: the service's own without what concerns the agent only, what scripts for Octopus expect, the request's, and what of a login's is missing.</summary>
internal static class JobEnvironment
{
    // These speak to the agent: a child that inherited them would notify systemd in its name, or start .NET programs with its tuning.
    private static readonly string[] AgentsOwn = ["NOTIFY_SOCKET", "CREDENTIALS_DIRECTORY", EnvironmentSettings.SwitchVariable, MachineIdentity.AcceptVariable, OtlpSettings.HeadersVariable, "MAINPID", "INVOCATION_ID", "JOURNAL_STREAM"];
    private static readonly string[] AgentsOwnPrefixes =
    [
        "WATCHDOG_", "LISTEN_", "OCTOPUS_SERVICE_", "TENTACLE_PFX_", "TENTACLE_PROXY_", "TENTACLE_POLLING_PROXY_",
        "ASPNETCORE_", "DOTNET_GC", "DOTNET_gc", "DOTNET_Tiered", "DOTNET_SYSTEM_", "DOTNET_EnableDiagnostics",
    ];

    public static Dictionary<string, string> Of(JobRecord job, JobSite site, JobSecrets secrets, int run)
    {
        var environment = Inherited();
        var proxy = site.Proxy.Environment(environment);
        foreach (var (name, value) in Ours(job, site, run).Concat(proxy).Concat(secrets.Environment))
        {
            environment[name] = value;
        }

        // A service that was started without them, as a container's first process is, is not a reason for git or ssh to fail in a job.
        foreach (var (name, value) in AccountEnvironment.Of(site.HomeDirectory))
        {
            environment.TryAdd(name, value);
        }

        return environment;
    }

    /// <summary>The service's own environment without the agent's.</summary>
    public static Dictionary<string, string> Inherited()
    {
        var comparer = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var environment = new Dictionary<string, string>(comparer);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (!AgentsOwn.Contains(name) && !EnvironmentSettings.Names.Contains(name) && !AgentsOwnPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal)))
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
        AddIfAny(ours, "TentacleCertificateSignatureAlgorithm", site.CertificateSignatureAlgorithm);
        AddIfAny(ours, "TentacleTaskId", job.Request.TaskId);
        AddIfAny(ours, "TRACEPARENT", TraceParent(job, site));
        return ours;
    }

    // A span that nobody exports must not come between the script's and the caller's.
    private static string? TraceParent(JobRecord job, JobSite site) =>
        site.Ends.IsFollowed && JobTrace.Of(job) is { IsRecorded: true } trace ? trace.TraceParent : job.TraceParent;

    private static void AddIfAny(Dictionary<string, string> environment, string name, string? value)
    {
        if (value is not null)
        {
            environment[name] = value;
        }
    }
}
