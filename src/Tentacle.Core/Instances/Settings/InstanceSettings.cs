using System.Text.Json;
using System.Text.Json.Serialization;
using Tentacle.Contracts;

namespace Tentacle.Core.Instances.Settings;

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
    public HealthSettings Health { get; set; } = new();
    public OtlpSettings Otlp { get; set; } = new();
    public ConnectionSettings Connections { get; set; } = new();

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

public sealed record OctopusSettings
{
    /// <summary>The home directory, relative to the settings file; null is the settings file's own directory.</summary>
    public string? Home { get; set; }

    /// <summary>How much the agent's log says.</summary>
    public LogDetail LogLevel { get; set; } = LogDetail.Info;

    /// <summary>Which machine this identity belongs to, hashed; null before the first start, and where machines have no id.</summary>
    public string? MachineIdentity { get; set; }

    /// <summary>The proxy for web requests and jobs.</summary>
    public ProxySettings Proxy { get; set; } = new();

    public ServerSettings Server { get; set; } = new();

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>What concerns the way to polled servers only.</summary>
public sealed record ServerSettings
{
    /// <summary>The proxy for polling connections.</summary>
    public ProxySettings Proxy { get; set; } = new();

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

    /// <summary>True when the certificate is not in these settings but in the Windows store <c>LocalMachine\My</c>, found by its thumbprint.</summary>
    public bool CertificateInStore { get; set; }

    /// <summary>The certificate that takes over at a given time; null when none waits.</summary>
    public NextCertificate? NextCertificate { get; set; }

    /// <summary>PKCS#12 in clear, base64, from the environment; never written.</summary>
    [JsonIgnore]
    public string? PlainCertificate { get; set; }

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

    /// <summary>Thumbprints of peers that may read health and metrics, and nothing else.</summary>
    public IReadOnlyList<Thumbprint> TrustedMonitors { get; set; } = [];

    /// <summary>How many connections are held to each polled server; null is one.</summary>
    public int? PollingConnectionCount { get; set; }

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
