using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Core.Instances;

/// <summary>
/// The settings file of one instance. Its members are nested and named as the original's <c>show-configuration</c> prints them; members
/// that this version does not know are kept as they are. Change a copy (<c>with</c>): the setters are there for the JSON reader only,
/// which gives an init-only member that is not in the file its type's default instead of ours.
/// </summary>
public sealed record InstanceSettings
{
    public OctopusSettings Octopus { get; set; } = new();
    public TentacleSettings Tentacle { get; set; } = new();
    public JobSettings Jobs { get; set; } = new();
    public DiskSettings Disk { get; set; } = new();
    public FileSettings Files { get; set; } = new();

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

public sealed record OctopusSettings
{
    /// <summary>The home directory, relative to the settings file; null is the settings file's own directory.</summary>
    public string? Home { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

public sealed record TentacleSettings
{
    public ServicesSettings Services { get; set; } = new();
    public CommunicationSettings Communication { get; set; } = new();
    public DeploymentSettings Deployment { get; set; } = new();

    /// <summary>PKCS#12, encrypted with the instance's key, base64. Null before the first <c>new-certificate</c>.</summary>
    public string? Certificate { get; set; }

    /// <summary>SHA-256 of the certificate, so that showing it needs no key.</summary>
    public string? CertificateThumbprint { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

public sealed record ServicesSettings
{
    public const int DefaultPort = 10933;

    /// <summary>The port that the agent listens on; 0 lets the system choose one.</summary>
    public int PortNumber { get; set; } = DefaultPort;

    /// <summary>The address that the agent listens on; null is all of the machine's.</summary>
    public string? ListenIP { get; set; }

    /// <summary>True when the agent only polls.</summary>
    public bool NoListen { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

public sealed record CommunicationSettings
{
    public IReadOnlyList<TrustedServer> TrustedOctopusServers { get; set; } = [];

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

public sealed record DeploymentSettings
{
    /// <summary>Where packages are installed to; null is <see cref="InstanceHome.DefaultApplications"/>.</summary>
    public string? ApplicationDirectory { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>Ours, not the original's.</summary>
public sealed record JobSettings
{
    public const long DefaultLogLimit = 1L << 30;
    public const int DefaultForgottenTicketDays = 7;
    public const int DefaultRetentionHours = 24;
    public const int DefaultPowerShellStartSeconds = 300;

    /// <summary>Bytes at which a job's log is cut.</summary>
    public long LogLimit { get; set; } = DefaultLogLimit;

    /// <summary>How many jobs run at once; null is no limit.</summary>
    public int? MaxRunning { get; set; }

    /// <summary>How long a forgotten ticket and an idempotency key stay reserved.</summary>
    public int ForgottenTicketDays { get; set; } = DefaultForgottenTicketDays;

    /// <summary>How long a complete job that nobody deletes is kept after the last write to its log.</summary>
    public int RetentionHours { get; set; } = DefaultRetentionHours;

    /// <summary>How long PowerShell may take to come to the first line of a script that asks for this to be looked at.</summary>
    public int PowerShellStartSeconds { get; set; } = DefaultPowerShellStartSeconds;

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>Ours, not the original's.</summary>
public sealed record DiskSettings
{
    // 500 MB, a tenth of it and 1 MiB: the original's own guard.
    public const long DefaultMinimumFree = 551L << 20;

    /// <summary>Bytes that must be free where jobs work before a new one is accepted.</summary>
    public long MinimumFree { get; set; } = DefaultMinimumFree;

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>Ours, not the original's.</summary>
public sealed record FileSettings
{
    /// <summary>The directories that files may be read from and written to; none means all that the agent's account may touch.</summary>
    public IReadOnlyList<string> Roots { get; set; } = [];

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
