using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tentacle.Contracts;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Instances.Tests.Trust;

/// <summary>Certificates as people really have them (F2): the forms that are read, and what is said of those that are not.</summary>
public sealed class CertificateImportTests : IDisposable
{
    private const string Password = "pass word";
    private readonly TemporaryDirectory _directory = new();
    private readonly X509Certificate2 _root = Make("CN=Root", null);
    private readonly X509Certificate2 _leaf;

    public CertificateImportTests() => _leaf = Make("CN=Leaf", _root);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Forms =>
    [
        "root first", "leaf first", "key first", "text before", "utf-8 mark", "utf-16", "crlf", "encrypted key", "sec1 key", "other key too", "key in der", "der and key",
        "base64 with mark", "base64 in utf-16", "base64 with zeros", "pfx with several keys",
    ];

    public void Dispose()
    {
        _root.Dispose();
        _leaf.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Read_FormOfTheField_FindsTheCertificateOfTheKey(string form)
    {
        var (content, key, password) = Write(form);

        using var identity = CertificateImport.Read(content, key, password, "the file 'x'");

        Assert.Equal(Thumbprint.Sha256Of(_leaf), identity.Thumbprint);
        using var signer = identity.Certificate.GetECDsaPrivateKey()!;
        Assert.True(_leaf.GetECDsaPublicKey()!.VerifyHash(new byte[32], signer.SignHash(new byte[32])));
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("nothing", "neither PKCS#12 (PFX) nor PEM nor DER")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "cannot be opened")]
    [InlineData("-----BEGIN CERTIFICATE-----\n", "it holds no certificate")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n", "it holds no certificate")]
    [InlineData("-----BEGIN TRUSTED CERTIFICATE-----\nAAAA\n-----END TRUSTED CERTIFICATE-----\n", "openssl x509 -in FILE -out NEW")]
    public void Read_WhatIsNone_IsNamed(string content, string expected) => AssertRefused(expected, Encoding.ASCII.GetBytes(content));

    [Fact]
    public void Read_CertificateWithoutItsKey_IsNamed()
    {
        AssertRefused("no certificate with its private key", _leaf.RawData);
        AssertRefused("no certificate with its private key", Pem(_leaf.ExportCertificatePem()));
        AssertRefused("does not belong to the certificate", Pem(_root.ExportCertificatePem(), KeyPem()));
        AssertRefused("any of the 2 certificates", Pem(_root.ExportCertificatePem(), _leaf.ExportCertificatePem(), ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem()));
    }

    [Theory]
    [InlineData(null, "protected by a password")]
    [InlineData("wrong", "the password is wrong")]
    public void Read_WrongPassword_IsNamedAndNotShown(string? password, string expected)
    {
        var pem = Pem(_leaf.ExportCertificatePem(), EncryptedKeyPem());
        var pfx = _leaf.Export(X509ContentType.Pkcs12, Password);

        Assert.All([pem, pfx], content => AssertRefused(expected, content, password));
    }

    [Theory]
    [InlineData("ed25519", "Ed25519")]
    [InlineData("ed448", "Ed448")]
    [InlineData("rsa-pss", "RSA-PSS")]
    [InlineData("dsa", "DSA")]
    public async Task Read_KindOfKeyThatCannotBeUsed_IsNamedInEveryForm(string kind, string name)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "openssl makes these.");
        string[] key = kind switch
        {
            "rsa-pss" => ["genpkey", "-algorithm", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048", "-out", _directory["key.pem"]],
            "dsa" => ["genpkey", "-genparam", "-algorithm", "dsa", "-pkeyopt", "dsa_paramgen_bits:1024", "-out", _directory["parameters.pem"]],
            _ => ["genpkey", "-algorithm", kind, "-out", _directory["key.pem"]],
        };
        await OpenSslAsync(key);
        if (kind == "dsa")
        {
            await OpenSslAsync("genpkey", "-paramfile", _directory["parameters.pem"], "-out", _directory["key.pem"]);
        }

        await OpenSslAsync("req", "-x509", "-new", "-key", _directory["key.pem"], "-subj", "/CN=Odd", "-days", "10", "-out", _directory["cert.pem"]);
        await OpenSslAsync("pkcs12", "-export", "-inkey", _directory["key.pem"], "-in", _directory["cert.pem"], "-passout", $"pass:{Password}", "-out", _directory["all.pfx"]);
        var certificate = await File.ReadAllBytesAsync(_directory["cert.pem"], Token);
        var keyPem = await File.ReadAllBytesAsync(_directory["key.pem"], Token);

        AssertRefused($"{name} key, which cannot be used here. Use a certificate with an ECDSA", [.. certificate, .. keyPem]);
        AssertRefused($"{name} key, which cannot be used here. Use a certificate with an ECDSA", [.. Pem(_leaf.ExportCertificatePem()), .. keyPem]);
        AssertRefused($"{name} key, which cannot be used here. Use a certificate with an ECDSA", await File.ReadAllBytesAsync(_directory["all.pfx"], Token), Password);
    }

    [Fact]
    public async Task Read_KeyInOpenSslsOldEncryption_SaysHowToConvertIt()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "openssl makes it.");
        await File.WriteAllTextAsync(_directory["key.pem"], KeyPem(), Token);
        await OpenSslAsync("ec", "-in", _directory["key.pem"], "-aes256", "-passout", $"pass:{Password}", "-out", _directory["old.pem"]);

        AssertRefused("openssl pkcs8 -topk8 -in KEY -out NEW", [.. Pem(_leaf.ExportCertificatePem()), .. await File.ReadAllBytesAsync(_directory["old.pem"], Token)], Password);
    }

    private static void AssertRefused(string expected, byte[] content, string? password = null)
    {
        var error = Assert.Throws<SettingsException>(() => CertificateImport.Read(content, null, password, "the file 'x'"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("the file 'x'", error.Message, StringComparison.Ordinal);
    }

    private (byte[] Content, byte[]? Key, string? Password) Write(string form)
    {
        var (leaf, root, key) = (_leaf.ExportCertificatePem(), _root.ExportCertificatePem(), KeyPem());
        var base64 = Convert.ToBase64String(_leaf.Export(X509ContentType.Pkcs12), Base64FormattingOptions.InsertLineBreaks);
        return form switch
        {
            "root first" => (Pem(root, leaf, key), null, null),
            "leaf first" => (Pem(leaf, root, key), null, null),
            "key first" => (Pem(key, root, leaf), null, null),
            "text before" => (Pem("Bag Attributes\n    friendlyName: x\nsubject=CN = Leaf\n", leaf, "Key Attributes: <No Attributes>", key), null, null),
            "utf-8 mark" => ([0xEF, 0xBB, 0xBF, .. Pem(leaf, key)], null, null),
            "utf-16" => ([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(leaf + "\r\n" + key)], null, null),
            "crlf" => (Encoding.ASCII.GetBytes($"{leaf}\n{key}".Replace("\n", "\r\n", StringComparison.Ordinal)), null, null),
            "encrypted key" => (Pem(leaf, EncryptedKeyPem()), null, Password),
            "sec1 key" => (Pem(leaf, Sec1Pem()), null, null),
            "other key too" => (Pem(ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem(), leaf, key), null, null),
            "key in der" => (Pem(leaf), _leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKey(), null),
            "der and key" => (_leaf.RawData, [0xEF, 0xBB, 0xBF, .. Pem(key)], null),
            "base64 with mark" => ([0xEF, 0xBB, 0xBF, .. Encoding.ASCII.GetBytes(base64)], null, null),
            "base64 in utf-16" => ([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(base64)], null, null),
            "base64 with zeros" => (Encoding.ASCII.GetBytes($" \n{base64}\r\n\0\0"), null, null),
            _ => (new X509Certificate2Collection(new[] { _root, _leaf }).Export(X509ContentType.Pkcs12)!, null, null),
        };
    }

    private static async Task OpenSslAsync(params string[] arguments) => (await RunningProgram.RunAsync(new ProgramStart("/usr/bin/openssl", arguments), Token)).Succeeded();

    private static byte[] Pem(params string[] parts) => Encoding.ASCII.GetBytes(string.Join('\n', parts) + "\n");

    private string KeyPem() => _leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();

    private string Sec1Pem() => _leaf.GetECDsaPrivateKey()!.ExportECPrivateKeyPem();

    private string EncryptedKeyPem() =>
        _leaf.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem(Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));

    private static X509Certificate2 Make(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(issuer is null, false, 0, true));
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(issuer is null ? 20 : 10));
        using var made = issuer is null ? request.CreateSelfSigned(from, to) : request.Create(issuer, from, to, [1, 2, 3]).CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
