using Tentacle.Core.Jobs.Reporting;
using Tentacle.Instances;
using Tentacle.Instances.Secrets;

namespace Tentacle.Core.Jobs.Site;

/// <summary>The directories and properties of one instance that the job engine needs.</summary>
public sealed record JobSite
{
    public required string InstanceName { get; init; }
    public required string HomeDirectory { get; init; }
    public required string ApplicationDirectory { get; init; }

    /// <summary>The directory of the records of all jobs, with one subdirectory per job.</summary>
    public required string JobsRoot { get; init; }

    /// <summary>The directory of the workspaces of all jobs.</summary>
    public required string WorkRoot { get; init; }

    /// <summary>The agent's version.</summary>
    public required string Version { get; init; }

    /// <summary>The path of the <c>tentacle</c> program.</summary>
    public required string ExecutablePath { get; init; }

    /// <summary>The path of the <c>tentacle-supervisor</c> program.</summary>
    public required string SupervisorPath { get; init; }

    /// <summary>The key that encrypts environment and sensitive values of pending jobs.</summary>
    public required SecretsKey Secrets { get; init; }

    /// <summary>Notifications of the ends of jobs.</summary>
    public JobEnds Ends { get; } = new();

    /// <summary>Deleted directories that could not be removed from disk.</summary>
    public Leftovers Leftovers { get; init; } = new(TimeProvider.System);

    /// <summary>Records that could not be read.</summary>
    public DamagedRecords Damaged => field ??= new DamagedRecords(new InstanceHome(HomeDirectory).Damaged);

    /// <summary>Returns the signature algorithm of the agent's current certificate, which jobs receive. Null when the agent has none.</summary>
    public Func<string?>? CertificateSignatureAlgorithm { get; init; }
}
