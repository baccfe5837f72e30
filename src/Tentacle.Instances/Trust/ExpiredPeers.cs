using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Tentacle.Contracts;

namespace Tentacle.Instances.Trust;

/// <summary>
/// The trusted peers that presented an expired certificate. A pinned certificate is accepted even when it has expired, but health reports it.
/// </summary>
public sealed class ExpiredPeers(TrustStore trust, TimeProvider time)
{
    private readonly ConcurrentDictionary<Thumbprint, X509Certificate2> _seen = new();

    /// <summary>Records a certificate that has expired. Called with the certificate of every trusted peer.</summary>
    public void Inspect(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (certificate.NotAfter.ToUniversalTime() < time.GetUtcNow())
        {
            _seen.GetOrAdd(Thumbprint.Sha256Of(certificate), _ => X509CertificateLoader.LoadCertificate(certificate.RawData));
        }
    }

    /// <summary>The peers that are still trusted, each with the time at which its certificate expired.</summary>
    public IReadOnlyList<(Thumbprint Thumbprint, DateTimeOffset Since)> List() =>
        [.. _seen.Where(peer => trust.IsTrusted(peer.Value)).Select(peer => (peer.Key, (DateTimeOffset)peer.Value.NotAfter.ToUniversalTime()))];
}
