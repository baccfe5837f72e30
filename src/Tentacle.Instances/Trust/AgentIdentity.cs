using System.Security.Cryptography.X509Certificates;
using Tentacle.Contracts;

namespace Tentacle.Instances.Trust;

/// <summary>The identity that the agent presents: its certificate with the private key, and the certificates between it and an authority, if any.</summary>
public sealed record AgentIdentity(X509Certificate2 Certificate, X509Certificate2Collection Chain) : IDisposable
{
    public AgentIdentity(X509Certificate2 certificate)
        : this(certificate, [])
    {
    }

    /// <summary>The SHA-256 thumbprint of the certificate.</summary>
    public Thumbprint Thumbprint => Thumbprint.Sha256Of(Certificate);

    /// <summary>
    /// Finds the identity in a bundle: the certificate with a private key, or, of several, one that issued no other certificate. Null when no
    /// certificate has a private key.
    /// </summary>
    public static AgentIdentity? From(X509Certificate2Collection all)
    {
        ArgumentNullException.ThrowIfNull(all);
        var own = all.Where(c => c.HasPrivateKey)
            .OrderBy(c => all.Any(other => other != c && other.IssuerName.RawData.AsSpan().SequenceEqual(c.SubjectName.RawData)))
            .FirstOrDefault();
        return own is null ? null : new AgentIdentity(own, [.. all.Where(c => c != own).ToArray()]);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        foreach (var certificate in Chain)
        {
            certificate.Dispose();
        }
    }

    internal byte[] ToPkcs12()
    {
        var all = new X509Certificate2Collection(Certificate);
        foreach (var certificate in Chain)
        {
            // Only the agent's own key is kept.
            all.Add(X509CertificateLoader.LoadCertificate(certificate.RawData));
        }

        return all.Export(X509ContentType.Pkcs12)!;
    }
}
