using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Core.Instances.Settings;

/// <summary>The certificate that takes over, so that servers can be told of it while the old one is still presented.</summary>
public sealed record NextCertificate
{
    /// <summary>PKCS#12, encrypted with the instance's key, base64.</summary>
    public required string Certificate { get; set; }

    /// <summary>SHA-256 of the certificate.</summary>
    public required string CertificateThumbprint { get; set; }

    /// <summary>From then on it is presented, and the old one is forgotten.</summary>
    public required DateTimeOffset From { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
