using Tentacle.Core.Instances;
using Tentacle.Core.Instances.Secrets;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>Where jobs run: the directories and facts of one instance that the job engine needs.</summary>
public sealed record JobSite
{
    public required string InstanceName { get; init; }
    public required string HomeDirectory { get; init; }
    public required string ApplicationDirectory { get; init; }

    /// <summary>The records of all jobs, a directory each.</summary>
    public required string JobsRoot { get; init; }

    /// <summary>The workspaces of all jobs.</summary>
    public required string WorkRoot { get; init; }

    /// <summary>The agent's version.</summary>
    public required string Version { get; init; }

    /// <summary>The <c>tentacle</c> program.</summary>
    public required string ExecutablePath { get; init; }

    /// <summary>The <c>tentacle-supervisor</c> program.</summary>
    public required string SupervisorPath { get; init; }

    /// <summary>Encrypts environment and sensitive values of a job that waits.</summary>
    public required SecretsKey Secrets { get; init; }

    /// <summary>Who follows the ends of jobs.</summary>
    public JobEnds Ends { get; } = new();

    /// <summary>What should be gone and could not be removed.</summary>
    public Leftovers Leftovers { get; init; } = new(TimeProvider.System);

    /// <summary>Records that could not be read.</summary>
    public DamagedRecords Damaged => field ??= new DamagedRecords(new InstanceHome(HomeDirectory).Damaged);

    /// <summary>The proxy for web requests, told to jobs. It follows the settings.</summary>
    public JobProxy Proxy { get; set; } = new();

    /// <summary>How the agent's certificate is signed, told to jobs. It follows the settings.</summary>
    public string? CertificateSignatureAlgorithm { get; set; }
}
