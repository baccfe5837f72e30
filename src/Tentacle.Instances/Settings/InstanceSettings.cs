using System.Text.Json;
using System.Text.Json.Serialization;
using Tentacle.Contracts;

namespace Tentacle.Instances.Settings;

/// <summary>
/// The settings file of one instance. Its members are nested and named as the original's <c>show-configuration</c> prints them. Members that this
/// version does not know are kept unchanged. To change settings, change a copy (<c>with</c>). The setters exist only for the JSON reader, which gives
/// an init-only member that is missing in the file the default of its type instead of the default set here.
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
    /// <summary>The home directory, relative to the settings file; null for the directory of the settings file.</summary>
    public string? Home { get; set; }

    /// <summary>The level of detail of the agent's log.</summary>
    public LogDetail LogLevel { get; set; } = LogDetail.Info;

    /// <summary>The hashed id of the machine that this identity belongs to; null before the first start, and on machines without an id.</summary>
    public string? MachineIdentity { get; set; }

    /// <summary>The proxy for web requests and jobs.</summary>
    public ProxySettings Proxy { get; set; } = new();

    public ServerSettings Server { get; set; } = new();

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>The settings for connections to polled servers.</summary>
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

    /// <summary>The certificate as PKCS#12, encrypted with the instance's key, in base64. Null before the first <c>new-certificate</c>.</summary>
    public string? Certificate { get; set; }

    /// <summary>The SHA-256 thumbprint of the certificate. It is stored, so that showing it does not need the key.</summary>
    public string? CertificateThumbprint { get; set; }

    /// <summary>True when the certificate is not in these settings but in the Windows store <c>LocalMachine\My</c>, found by its thumbprint.</summary>
    public bool CertificateInStore { get; set; }

    /// <summary>The certificate that replaces the current one at a given time; null when there is none.</summary>
    public NextCertificate? NextCertificate { get; set; }

    /// <summary>The unencrypted PKCS#12 from the environment, in base64. It is never written to the file.</summary>
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

    /// <summary>The address that the agent listens on; null for all addresses of the machine.</summary>
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

    /// <summary>The number of connections to each polled server; null for one.</summary>
    public int? PollingConnectionCount { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

public sealed record DeploymentSettings
{
    /// <summary>The directory in which packages are installed; null for <see cref="InstanceHome.DefaultApplications"/>.</summary>
    public string? ApplicationDirectory { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
