using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Tentacle.Contracts;
using Tentacle.Core.Instances;
using Tentacle.Core.Trust;
using Tentacle.Testing;

namespace Tentacle.Core.Tests.Trust;

public sealed class AgentCertificateTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Create_Always_IsSelfSignedForAHundredYearsFromYesterday()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

        using var certificate = AgentCertificate.Create(time);

        Assert.Equal("CN=Octopus Tentacle", certificate.Subject);
        Assert.Equal(certificate.Subject, certificate.Issuer);
        Assert.Equal(time.GetUtcNow().AddDays(-1), certificate.NotBefore.ToUniversalTime());
        Assert.Equal(2125, certificate.NotAfter.ToUniversalTime().AddDays(1).AddYears(-1).Year);
        Assert.True(certificate.HasPrivateKey);
        Assert.True(certificate.MatchesHostname("localhost"));
        Assert.Equal(256, certificate.GetECDsaPublicKey()!.KeySize);
        Assert.Equal("1.2.840.10045.4.3.2", certificate.SignatureAlgorithm.Value);
    }

    [Fact]
    public void Store_ThenLoad_GivesTheSameKeyPair()
    {
        using var key = SecretsKeyFile.LoadOrCreate(_directory["a.key"]);
        using var certificate = AgentCertificate.Create(TimeProvider.System);

        var settings = AgentCertificate.Store(new InstanceSettings(), certificate, key);
        using var loaded = AgentCertificate.Load(settings, key)!;

        Assert.Equal(Thumbprint.Sha256Of(certificate).Value, settings.Tentacle.CertificateThumbprint);
        Assert.Equal(certificate.RawData, loaded.RawData);
        var data = new byte[] { 1, 2, 3 };
        var signature = loaded.GetECDsaPrivateKey()!.SignData(data, HashAlgorithmName.SHA256);
        Assert.True(certificate.GetECDsaPublicKey()!.VerifyData(data, signature, HashAlgorithmName.SHA256));
    }

    [Fact]
    public void Load_WithAnotherKey_SaysWhatToDo()
    {
        using var key = SecretsKeyFile.LoadOrCreate(_directory["a.key"]);
        using var other = SecretsKeyFile.LoadOrCreate(_directory["b.key"]);
        using var certificate = AgentCertificate.Create(TimeProvider.System);
        var settings = AgentCertificate.Store(new InstanceSettings(), certificate, key);

        var e = Assert.Throws<SettingsException>(() => AgentCertificate.Load(settings, other));

        Assert.Contains("tentacle new-certificate", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_None_IsNull()
    {
        using var key = SecretsKeyFile.LoadOrCreate(_directory["a.key"]);

        Assert.Null(AgentCertificate.Load(new InstanceSettings(), key));
    }

    [Fact]
    public void Export_WithPassword_OpensWithItOnly()
    {
        using var certificate = AgentCertificate.Create(TimeProvider.System);

        var exported = AgentCertificate.Export(certificate, "secret");

        using var opened = X509CertificateLoader.LoadPkcs12(exported, "secret");
        Assert.True(opened.HasPrivateKey);
        Assert.ThrowsAny<CryptographicException>(() => X509CertificateLoader.LoadPkcs12(exported, "other"));
    }
}
