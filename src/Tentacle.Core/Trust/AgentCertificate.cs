using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tentacle.Contracts;
using Tentacle.Core.Instances;

namespace Tentacle.Core.Trust;

/// <summary>The agent's own certificate: self-signed, because peers pin its thumbprint and no authority vouches for it.</summary>
public static class AgentCertificate
{
    private const string Purpose = "agent-certificate";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const int YearsValid = 100;

    /// <summary>A new one, with its private key: ECDSA P-256, from yesterday (clocks differ) for 100 years (a pinned identity is replaced, not renewed).</summary>
    public static X509Certificate2 Create(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Octopus Tentacle", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication), new Oid(ClientAuthentication)], critical: false));
        request.CertificateExtensions.Add(Names());

        var from = time.GetUtcNow().AddDays(-1);
        using var created = request.CreateSelfSigned(from, from.AddYears(YearsValid));

        // Windows' TLS refuses the key that CreateSelfSigned attaches; one that came from a PKCS#12 it takes.
        return FromPkcs12(created.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>The settings with this certificate in them, encrypted, and its thumbprint.</summary>
    public static InstanceSettings Store(InstanceSettings settings, X509Certificate2 certificate, SecretsKey key)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(key);
        var plain = certificate.Export(X509ContentType.Pkcs12);
        try
        {
            return settings with
            {
                Tentacle = settings.Tentacle with
                {
                    Certificate = Convert.ToBase64String(key.Protect(Purpose, plain)),
                    CertificateThumbprint = Thumbprint.Sha256Of(certificate).Value,
                },
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>The certificate in the settings with its private key; null when there is none yet.</summary>
    /// <exception cref="SettingsException">It was encrypted with another key, or is damaged.</exception>
    public static X509Certificate2? Load(InstanceSettings settings, SecretsKey key)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(key);
        if (settings.Tentacle.Certificate is not { } stored)
        {
            return null;
        }

        try
        {
            var plain = key.Unprotect(Purpose, Convert.FromBase64String(stored));
            try
            {
                return FromPkcs12(plain, null);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(plain);
            }
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            throw new SettingsException(
                "The certificate in the settings (Tentacle.Certificate) cannot be decrypted with this instance's key: it comes from another machine or instance, or is damaged. "
                + "Make a new one with 'tentacle new-certificate', and have the servers trust its thumbprint.", e);
        }
    }

    /// <summary>The certificate as a PKCS#12 file, to be moved to another machine.</summary>
    /// <param name="password">Protects the private key; null leaves it unprotected.</param>
    public static byte[] Export(X509Certificate2 certificate, string? password)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, password);
    }

    private static X509Certificate2 FromPkcs12(byte[] content, string? password) =>
        X509CertificateLoader.LoadPkcs12(content, password, X509KeyStorageFlags.Exportable);

    private static X509Extension Names()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        var host = Dns.GetHostName();

        // A machine's name may hold what a certificate's must not.
        if (Uri.CheckHostName(host) == UriHostNameType.Dns && !host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            names.AddDnsName(host);
        }

        return names.Build();
    }
}
