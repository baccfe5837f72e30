using System.Security.Cryptography.X509Certificates;
using Tentacle.Contracts;
using Tentacle.Instances;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Trust;

namespace Tentacle.Cli.Tests;

public sealed class CertificateCommandTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task ShowThumbprint_Text_IsBareWithoutNewLine()
    {
        var certificate = await CreateAsync();

        Assert.Equal(new Called(0, Thumbprint.Sha256Of(certificate).Value, ""), await _machine.CallAsync("show-thumbprint"));
        Assert.Equal(new Called(0, Thumbprint.Sha1Of(certificate).Value, ""), await _machine.CallAsync("show-thumbprint", "--sha1"));
        Assert.Equal(new Called(0, Thumbprint.Sha256Of(certificate).Value, ""), await _machine.CallAsync("show-thumbprint", "--thumbprint-only"));
    }

    [Fact]
    public async Task ShowThumbprint_Json_IsCompact()
    {
        var certificate = await CreateAsync();

        var called = await _machine.CallAsync("show-thumbprint", "--format=json");

        Assert.Equal(new Called(0, $$"""{"Thumbprint":"{{Thumbprint.Sha256Of(certificate)}}","Sha1Thumbprint":"{{Thumbprint.Sha1Of(certificate)}}"}""", ""), called);
    }

    [Fact]
    public async Task ShowThumbprint_ToFile_WritesItBare()
    {
        var certificate = await CreateAsync();

        Assert.Equal(0, (await _machine.CallAsync("show-thumbprint", "-e", "thumb.txt")).ExitCode);

        var path = Path.Combine(_machine.CurrentDirectory, "thumb.txt");
        Assert.Equal(Thumbprint.Sha256Of(certificate).Value, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ShowThumbprint_ExportingTheCertificate_LeavesTheKeyOut()
    {
        var certificate = await CreateAsync();

        Assert.Equal(0, (await _machine.CallAsync("show-thumbprint", "--export-certificate", "own.pem")).ExitCode);

        var pem = await File.ReadAllTextAsync(Path.Combine(_machine.CurrentDirectory, "own.pem"), TestContext.Current.CancellationToken);
        using var exported = X509Certificate2.CreateFromPem(pem);
        Assert.Equal(Thumbprint.Sha256Of(certificate), Thumbprint.Sha256Of(exported));
        Assert.DoesNotContain("PRIVATE", pem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShowThumbprint_WithoutCertificate_SaysHowToMakeOne()
    {
        await _machine.CreateInstanceAsync();

        var called = await _machine.CallAsync("show-thumbprint");

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.Contains("tentacle new-certificate", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShowThumbprint_KeyOfAnotherAccount_SaysWhichFileAndWho()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix accounts.");
        await CreateAsync();
        var instance = _machine.Index.Resolve("Tentacle", null, _machine.CurrentDirectory);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(instance.SettingsPath, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        }

        var called = await _machine.CallAsNobodyAsync("show-thumbprint", "--sha1");

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.Contains($"The instance's key '{SecretsKeyFile.PathOf(instance)}' cannot be opened by the account 'nobody'", called.Error, StringComparison.Ordinal);
        Assert.Contains("Run the command as", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewCertificate_IfBlank_KeepsTheOneThere()
    {
        var certificate = await CreateAsync();

        var kept = await _machine.CallAsync("new-certificate", "--if-blank");
        var keptByAlias = await _machine.CallAsync("new-certificate", "-b");
        var replaced = await _machine.CallAsync("new-certificate");

        Assert.EndsWith(Thumbprint.Sha256Of(certificate) + Environment.NewLine, kept.Out, StringComparison.Ordinal);
        Assert.Equal(kept, keptByAlias);
        Assert.DoesNotContain(Thumbprint.Sha256Of(certificate).Value, replaced.Out, StringComparison.Ordinal);
        Assert.EndsWith((await _machine.CallAsync("show-thumbprint")).Out + Environment.NewLine, replaced.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewCertificate_Exported_DoesNotChangeTheInstance()
    {
        var certificate = await CreateAsync();
        var path = _machine["exported.pfx"];

        var called = await _machine.CallWithInputAsync("pass word\n", "new-certificate", "--export-pfx", path, "--pfx-password", "-");

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        using var exported = X509CertificateLoader.LoadPkcs12FromFile(path, "pass word");
        Assert.True(exported.HasPrivateKey);
        Assert.Contains(Thumbprint.Sha256Of(exported).Value, called.Out, StringComparison.Ordinal);
        Assert.Equal(Thumbprint.Sha256Of(certificate).Value, (await _machine.CallAsync("show-thumbprint")).Out);
    }

    [Fact]
    public async Task NewCertificate_PasswordGiven_StandsInNoLog()
    {
        await CreateAsync();

        // The instance is used here, so that the call is noted.
        await _machine.CallAsync("new-certificate", "--pfx-password", "hunter2", "--export-pfx", _machine["e.pfx"]);
        await _machine.CallAsync("new-certificate", "--pfx-password=hunter2");

        foreach (var log in Directory.GetFiles(_machine["Tentacle"], "*.txt", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain("hunter2", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--pfx-password", "x")]
    [InlineData("--export-pfx", "a.pfx", "--if-blank")]
    [InlineData("--export-pfx", "a.pfx", "--pfx-password", "-")]
    [InlineData("--export-pfx", "no/such/directory/a.pfx")]
    public async Task NewCertificate_OptionsThatDoNotFit_AreRefused(params string[] arguments)
    {
        await _machine.CreateInstanceAsync();

        var called = await _machine.CallAsync(["new-certificate", .. arguments]);

        Assert.Equal((1, ""), (called.ExitCode, called.Out));
        Assert.NotEqual("", called.Error);
    }

    private async Task<X509Certificate2> CreateAsync()
    {
        var instance = await _machine.CreateInstanceAsync();
        var called = await _machine.CallAsync("new-certificate", "--instance", "Tentacle", "--if-blank", "--console");
        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        using var key = SecretsKey.LoadOrCreate(instance);
        return StoredCertificate.Load(instance.Settings.Load(), key)!.Certificate;
    }
}
