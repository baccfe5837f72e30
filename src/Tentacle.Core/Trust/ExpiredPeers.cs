using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Tentacle.Contracts;

namespace Tentacle.Core.Trust;

/// <summary>Trusted peers that came with an expired certificate. A pinned one is accepted all the same, but somebody should know.</summary>
public sealed class ExpiredPeers(TrustStore trust, TimeProvider time)
{
    private readonly ConcurrentDictionary<Thumbprint, X509Certificate2> _seen = new();

    /// <summary>To be called with every trusted peer's certificate.</summary>
    public void Look(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (certificate.NotAfter.ToUniversalTime() < time.GetUtcNow())
        {
            _seen.GetOrAdd(Thumbprint.Sha256Of(certificate), _ => X509CertificateLoader.LoadCertificate(certificate.RawData));
        }
    }

    /// <summary>Those that are still trusted, and since when they have been expired.</summary>
    public IReadOnlyList<(Thumbprint Thumbprint, DateTimeOffset Since)> List() =>
        [.. _seen.Where(peer => trust.IsTrusted(peer.Value)).Select(peer => (peer.Key, (DateTimeOffset)peer.Value.NotAfter.ToUniversalTime()))];
}
