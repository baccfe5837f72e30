namespace Tentacle.Core.Trust;

/// <summary>The key pair of a new certificate. The numbers of the RSA ones are their bits.</summary>
public enum CertificateKey
{
    EcdsaP256 = 256,
    Rsa2048 = 2048,
    Rsa3072 = 3072,
    Rsa4096 = 4096,
}
