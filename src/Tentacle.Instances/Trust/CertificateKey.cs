namespace Tentacle.Instances.Trust;

/// <summary>The key pair of a new certificate. The values of the RSA kinds are their sizes in bits.</summary>
public enum CertificateKey
{
    EcdsaP256 = 256,
    Rsa2048 = 2048,
    Rsa3072 = 3072,
    Rsa4096 = 4096,
}
