using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Instances.Settings;

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
