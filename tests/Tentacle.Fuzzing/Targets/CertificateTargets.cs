using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tentacle.Fuzzing.Engine;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;

namespace Tentacle.Fuzzing.Targets;

/// <summary>Certificates and keys in the files that tools export.</summary>
internal static class CertificateTargets
{
    private static readonly IReadOnlyList<byte[]> Words =
    [
        .. FuzzBench.Bytes("-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n", "-----BEGIN PRIVATE KEY-----\n",
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\n", "\r\n", "====", "\ufeff", "MII", "Bag Attributes\n"),
        [0x30, 0x82, 0xff, 0xff],
        [0x30, 0x84, 0x7f, 0xff, 0xff, 0xff],
        [0x02, 0x04, 0x7f, 0xff, 0xff, 0xff],
        [0x30, 0x80],
    ];

    public static IEnumerable<FuzzTarget> All(FuzzBench bench)
    {
        using var key = bench.Certificate.Certificate.GetECDsaPrivateKey()!;
        var certificate = bench.Certificate.Certificate.ExportCertificatePem() + "\n";
        var whole = certificate + key.ExportPkcs8PrivateKeyPem() + "\n";
        var encrypted = certificate + key.ExportEncryptedPkcs8PrivateKeyPem("hush",
            new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)) + "\n";
        yield return New("certificate-pem", FuzzBench.Bytes(whole, certificate, certificate + whole, encrypted), null);
        yield return New("certificate-pem-password", FuzzBench.Bytes(encrypted), "hush");
        var pfx = bench.Certificate.Certificate.Export(X509ContentType.Pfx);
        yield return New("certificate-pfx", [pfx, Encoding.ASCII.GetBytes(Convert.ToBase64String(pfx))], null);
    }

    private static FuzzTarget New(string name, IReadOnlyList<byte[]> seeds, string? password) => new(name, seeds, input => Import(input, password))
    {
        Words = Words,
        LongestInput = 16 * 1024,
        Allocation = 4 << 20,
        AllocationPerByte = 2048,
        Longest = TimeSpan.FromSeconds(5),
        InputsPerTestRun = 300,
    };

    private static string Import(byte[] input, string? password)
    {
        try
        {
            using var identity = CertificateImport.Read(input, null, password, "the input");
            BrokenPromiseException.ThrowUnless(identity.Certificate.HasPrivateKey, "an identity has its key");
            return $"taken with {identity.Chain.Count}";
        }
        catch (SettingsException e)
        {
            return new string([.. e.Message.Where(char.IsAsciiLetter).Take(60)]);
        }
    }
}
