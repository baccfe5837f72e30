using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tentacle.Instances.Trust;

/// <summary>Creates the agent's own certificate. It is self-signed, because peers pin its thumbprint and no authority issues it.</summary>
public static class AgentCertificate
{
    private const string Subject = "CN=Octopus Tentacle";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const int YearsValid = 100;

    /// <summary>
    /// Creates a certificate with its private key. It is valid from yesterday, because clocks differ, for 100 years, because a pinned identity is
    /// replaced and not renewed.
    /// </summary>
    public static X509Certificate2 Create(TimeProvider time, CertificateKey kind = CertificateKey.EcdsaP256)
    {
        ArgumentNullException.ThrowIfNull(time);
        using AsymmetricAlgorithm key = kind == CertificateKey.EcdsaP256 ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create((int)kind);
        var request = Request(key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | (key is RSA ? X509KeyUsageFlags.KeyEncipherment : 0), critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication), new Oid(ClientAuthentication)], critical: false));
        request.CertificateExtensions.Add(Names());

        var from = time.GetUtcNow().AddDays(-1);
        using var created = request.CreateSelfSigned(from, from.AddYears(YearsValid));

        // Windows' TLS rejects the key that CreateSelfSigned attaches, but accepts a key that was loaded from a PKCS#12.
        return X509CertificateLoader.LoadPkcs12(created.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    /// <summary>Exports the certificate as a PKCS#12 file, to move it to another machine.</summary>
    /// <param name="password">The password that protects the private key; null leaves it unprotected.</param>
    public static byte[] Export(X509Certificate2 certificate, string? password)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, password);
    }

    private static CertificateRequest Request(AsymmetricAlgorithm key) => key is RSA rsa
        ? new CertificateRequest(Subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : new CertificateRequest(Subject, (ECDsa)key, HashAlgorithmName.SHA256);

    private static X509Extension Names()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        var host = Dns.GetHostName();

        // A machine's name may contain characters that are not valid in a certificate.
        if (Uri.CheckHostName(host) == UriHostNameType.Dns && !host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            names.AddDnsName(host);
        }

        return names.Build();
    }
}
