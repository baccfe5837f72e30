using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tentacle.Contracts;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Trust;

namespace Tentacle.Cli.Tests;

public sealed class ImportCertificateTests : IDisposable
{
    private readonly Machine _machine = new();
    private readonly X509Certificate2 _root = Make("CN=Root", null);
    private readonly X509Certificate2 _leaf;

    public ImportCertificateTests() => _leaf = Make("CN=Leaf", _root);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _root.Dispose();
        _leaf.Dispose();
        _machine.Dispose();
    }

    public static TheoryData<string> Forms => ["pfx", "pfx+password", "pfx+chain first", "pfx+chain last", "base64 text", "pem", "pem+key file", "pem+encrypted key"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ImportCertificate_FromFile_IsTheIdentityFromThenOn(string form)
    {
        var instance = await _machine.CreateInstanceAsync();
        var path = _machine["import"];
        string[] more = [];
        var input = "";
        switch (form)
        {
            case "pfx": await File.WriteAllBytesAsync(path, _leaf.Export(X509ContentType.Pkcs12), Token); break;
            case "pfx+password":
                await File.WriteAllBytesAsync(path, _leaf.Export(X509ContentType.Pkcs12, "pass word"), Token);
                (more, input) = (["--pfx-password", "-"], "pass word\n");
                break;
            case "pfx+chain first": await File.WriteAllBytesAsync(path, Bundle(_leaf, Public(_root)), Token); break;
            case "pfx+chain last": await File.WriteAllBytesAsync(path, Bundle(Public(_root), _leaf), Token); break;
            case "base64 text": await File.WriteAllTextAsync(path, Convert.ToBase64String(_leaf.Export(X509ContentType.Pkcs12), Base64FormattingOptions.InsertLineBreaks), Token); break;
            case "pem": await File.WriteAllTextAsync(path, _root.ExportCertificatePem() + "\n" + _leaf.ExportCertificatePem() + "\n" + KeyPem() + "\n", Token); break;
            case "pem+key file":
                await File.WriteAllTextAsync(path, _leaf.ExportCertificatePem() + "\n" + _root.ExportCertificatePem() + "\n", Token);
                await File.WriteAllTextAsync(_machine["key.pem"], KeyPem(), Token);
                more = ["--key-file", _machine["key.pem"]];
                break;
            default:
                await File.WriteAllTextAsync(path, _leaf.ExportCertificatePem() + "\n" + EncryptedKeyPem("pass word") + "\n", Token);
                (more, input) = (["-pw", "-"], "pass word");
                break;
        }

        var called = await _machine.CallWithInputAsync(input, ["import-certificate", "-f", path, .. more]);

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        Assert.EndsWith(Thumbprint.Sha256Of(_leaf).Value + Environment.NewLine, called.Out, StringComparison.Ordinal);
        using var key = SecretsKey.LoadOrCreate(instance);
        using var identity = StoredCertificate.Load(instance.Settings.Load(), key)!;
        Assert.Equal(Thumbprint.Sha256Of(_leaf), identity.Thumbprint);
        Assert.True(identity.Certificate.HasPrivateKey);
        Assert.Equal(form.Contains("chain", StringComparison.Ordinal) || form is "pem" or "pem+key file" ? 1 : 0, identity.Chain.Count);
        Assert.Equal(Thumbprint.Sha256Of(_leaf).Value, (await _machine.CallAsync("show-thumbprint")).Out);
    }

    [Fact]
    public async Task ImportCertificate_FromBase64_Works()
    {
        await _machine.CreateInstanceAsync();

        var called = await _machine.CallAsync("import-certificate", "--from-base64", Convert.ToBase64String(_leaf.Export(X509ContentType.Pkcs12)));

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task ImportCertificate_FromBase64OnStandardInput_ReadsItAll(string newLine)
    {
        await _machine.CreateInstanceAsync();
        var text = Convert.ToBase64String(_leaf.Export(X509ContentType.Pkcs12), Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings(newLine);

        var called = await _machine.CallWithInputAsync($"\ufeff{text}{newLine}", "import-certificate", "--from-base64", "-");

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        Assert.EndsWith(Thumbprint.Sha256Of(_leaf).Value + Environment.NewLine, called.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportCertificate_TextAndPasswordOnStandardInput_TheLastLineIsThePassword()
    {
        await _machine.CreateInstanceAsync();
        var text = Convert.ToBase64String(_leaf.Export(X509ContentType.Pkcs12, "pass word"), Base64FormattingOptions.InsertLineBreaks);

        var called = await _machine.CallWithInputAsync($"{text}\npass word\n", "import-certificate", "--from-base64", "-", "--pfx-password", "-");
        var alone = await _machine.CallWithInputAsync(text.ReplaceLineEndings(""), "import-certificate", "--from-base64", "-", "--pfx-password", "-");

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        Assert.Equal((1, ""), (alone.ExitCode, alone.Out));
        Assert.Contains("standard input holds one line", alone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportCertificate_InputWithoutAnEnd_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "/dev/zero.");
        await _machine.CreateInstanceAsync();

        var file = await _machine.CallAsync("import-certificate", "-f", "/dev/zero");
        var input = await _machine.CallUnderAsync("exec < /dev/zero;", "import-certificate", "--from-base64", "-");

        Assert.Equal((1, ""), (file.ExitCode, file.Out));
        Assert.Contains("larger than 4 MiB", file.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (input.ExitCode, input.Out));
        Assert.Contains("Standard input holds more than", input.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportCertificate_ExportedByAnotherInstance_IsThatIdentity()
    {
        await _machine.CreateInstanceAsync();
        var exported = await _machine.CallAsync("new-certificate", "--export-file", _machine["old.txt"], "--noconsolelogging");

        var called = await _machine.CallAsync("import-certificate", "-f", _machine["old.txt"], "--noconsolelogging");

        Assert.Equal(exported.Out, called.Out);
        Assert.Contains("deprecated", exported.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportCertificate_ShortRsaKey_IsImportedWithAWarning()
    {
        await _machine.CreateInstanceAsync();
        using var rsa = RSA.Create(1024);
        using var weak = new CertificateRequest("CN=Weak", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await File.WriteAllBytesAsync(_machine["weak.pfx"], weak.Export(X509ContentType.Pkcs12), Token);

        var called = await _machine.CallAsync("import-certificate", "-f", _machine["weak.pfx"]);

        Assert.Equal(0, called.ExitCode);
        Assert.Contains("has 1024 bits", called.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Say where the certificate is", "import-certificate")]
    [InlineData("Say where the certificate is", "import-certificate", "-f", "x", "-b", "y")]
    [InlineData("could not be read as", "import-certificate", "-f", "missing")]
    [InlineData("cannot be opened", "import-certificate", "-b", "bm90aGluZw==")]
    [InlineData("cannot be opened: the password is wrong", "import-certificate", "-f", "../good.pfx", "--pfx-password", "wrong")]
    [InlineData("cannot be opened: it is protected by a password", "import-certificate", "-f", "../good.pfx")]
    [InlineData("no certificate with its private key", "import-certificate", "-f", "../public.pem")]
    [InlineData("--key-file belongs to", "import-certificate", "-b", "x", "--key-file", "y")]
    public async Task ImportCertificate_ThatCannotWork_SaysWhyAndChangesNothing(string expected, params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Paths.");
        var instance = await _machine.CreateInstanceAsync();
        await File.WriteAllBytesAsync(_machine["good.pfx"], _leaf.Export(X509ContentType.Pkcs12, "right"), Token);
        await File.WriteAllTextAsync(_machine["public.pem"], _leaf.ExportCertificatePem(), Token);
        var before = await File.ReadAllBytesAsync(instance.SettingsPath, Token);

        var called = await _machine.CallAsync(arguments);

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.Contains(expected, called.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", called.Error.Replace("password is wrong", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(instance.SettingsPath, Token));
    }

    [Theory]
    [InlineData("--from-store", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("--from-registry")]
    public async Task ImportCertificate_FromWindowsElsewhere_SaysWhatToDo(params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It is Windows.");
        await _machine.CreateInstanceAsync();

        var called = await _machine.CallAsync(["import-certificate", .. arguments]);

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.Contains("--from-file", called.Error, StringComparison.Ordinal);
    }

    private static X509Certificate2 Make(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(issuer is null, false, 0, true));
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(issuer is null ? 20 : 10));
        using var made = issuer is null ? request.CreateSelfSigned(from, to) : request.Create(issuer, from, to, [1, 2, 3]).CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private static X509Certificate2 Public(X509Certificate2 certificate) => X509CertificateLoader.LoadCertificate(certificate.RawData);

    private static byte[] Bundle(params X509Certificate2[] certificates) => new X509Certificate2Collection(certificates).Export(X509ContentType.Pkcs12)!;

    private string KeyPem()
    {
        using var key = _leaf.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    private string EncryptedKeyPem(string password)
    {
        using var key = _leaf.GetECDsaPrivateKey()!;
        return key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
    }
}
