using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Instances.Settings;

/// <summary>The certificate that replaces the current one later, so that servers can be configured to trust it while the old one is still presented.</summary>
public sealed record NextCertificate
{
    /// <summary>The certificate as PKCS#12, encrypted with the instance's key, in base64.</summary>
    public required string Certificate { get; set; }

    /// <summary>The SHA-256 thumbprint of the certificate.</summary>
    public required string CertificateThumbprint { get; set; }

    /// <summary>The time from which it is presented. The old certificate is then removed.</summary>
    public required DateTimeOffset From { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
