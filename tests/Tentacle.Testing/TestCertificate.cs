using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tentacle.Testing;

/// <summary>A self-signed certificate with its key: a server, a stranger, whoever a test needs at the other end.</summary>
public sealed class TestCertificate : IDisposable
{
    private TestCertificate(X509Certificate2 certificate) => Certificate = certificate;

    public X509Certificate2 Certificate { get; }

    /// <summary>SHA-256, upper-case hex.</summary>
    public string Thumbprint => Certificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>SHA-1, upper-case hex, as Octopus shows it.</summary>
    public string Sha1Thumbprint => Certificate.GetCertHashString(HashAlgorithmName.SHA1);

    /// <summary>A certificate with a P-256 key, valid from yesterday for ten years.</summary>
    public static TestCertificate Create(string subject = "CN=Test Server")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Sign(new CertificateRequest(subject, key, HashAlgorithmName.SHA256), -1, 3650);
    }

    /// <summary>A certificate with a 2048-bit RSA key, as Octopus Server has one.</summary>
    public static TestCertificate CreateRsa(string subject = "CN=Octopus Server")
    {
        using var key = RSA.Create(2048);
        return Sign(new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), -1, 3650);
    }

    /// <summary>A certificate that was valid once: from three days ago until yesterday.</summary>
    public static TestCertificate CreateExpired(string subject = "CN=Expired Server")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Sign(new CertificateRequest(subject, key, HashAlgorithmName.SHA256), -3, -1);
    }

    /// <summary>Writes certificate and PKCS#8 key as two PEM files.</summary>
    public (string Certificate, string Key) WritePem(string directory, string name = "server")
    {
        var certificate = Path.Combine(directory, name + ".pem");
        var key = Path.Combine(directory, name + ".key");
        File.WriteAllText(certificate, Certificate.ExportCertificatePem());
        using var pair = (AsymmetricAlgorithm?)Certificate.GetECDsaPrivateKey() ?? Certificate.GetRSAPrivateKey();
        File.WriteAllText(key, pair!.ExportPkcs8PrivateKeyPem());
        return (certificate, key);
    }

    /// <summary>Writes certificate and key as one PFX file.</summary>
    public string WritePfx(string directory, string? password = null, string name = "server")
    {
        var path = Path.Combine(directory, name + ".pfx");
        File.WriteAllBytes(path, Certificate.Export(X509ContentType.Pfx, password));
        return path;
    }

    public void Dispose() => Certificate.Dispose();

    private static TestCertificate Sign(CertificateRequest request, int fromDays, int toDays)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(fromDays), now.AddDays(toDays));

        // Through PFX and back: Windows' TLS does not take a key that was never stored.
        return new TestCertificate(X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable));
    }
}
