using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tentacle.Instances.Settings;

namespace Tentacle.Instances.Trust;

/// <summary>Kinds of keys, by the object identifiers that certificates and PKCS#8 carry. TLS here works with RSA and with ECDSA on the NIST curves.</summary>
internal static class KeyTypes
{
    public const string Remedy = "Use a certificate with an ECDSA (P-256) or RSA key, for example one that 'tentacle new-certificate' makes.";

    private static readonly Dictionary<string, string> Unusable = new()
    {
        ["1.3.101.110"] = "X25519",
        ["1.3.101.111"] = "X448",
        ["1.3.101.112"] = "Ed25519",
        ["1.3.101.113"] = "Ed448",
        ["1.2.840.113549.1.1.7"] = "RSA-OAEP",
        ["1.2.840.113549.1.1.10"] = "RSA-PSS",
        ["1.2.840.10040.4.1"] = "DSA",
        ["1.2.840.10046.2.1"] = "Diffie-Hellman",
        ["2.16.840.1.101.3.4.3.17"] = "ML-DSA-44",
        ["2.16.840.1.101.3.4.3.18"] = "ML-DSA-65",
        ["2.16.840.1.101.3.4.3.19"] = "ML-DSA-87",
    };

    /// <summary>The name of a kind of key that cannot be used; null for one that can, or that is not known.</summary>
    public static string? FindUnusable(string objectIdentifier) => Unusable.GetValueOrDefault(objectIdentifier);

    /// <exception cref="SettingsException">The certificate's key is of a kind that cannot be used.</exception>
    public static void RequireUsable(X509Certificate2 certificate, string source)
    {
        if (FindUnusable(certificate.PublicKey.Oid.Value ?? "") is { } name)
        {
            throw new SettingsException($"The certificate in {source} has an {name} key, which cannot be used here. {Remedy}");
        }
    }

    /// <summary>True when the certificate has a private key that this process can sign with.</summary>
    public static bool CanSign(X509Certificate2 certificate)
    {
        try
        {
            using AsymmetricAlgorithm? key = certificate.GetECDsaPrivateKey() ?? (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey();
            return key is not null;
        }
        catch (Exception e) when (e is CryptographicException or NotSupportedException)
        {
            return false;
        }
    }
}
