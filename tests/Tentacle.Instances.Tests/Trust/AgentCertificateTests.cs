using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Tentacle.Contracts;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;
using Tentacle.Testing;

namespace Tentacle.Instances.Tests.Trust;

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

        var settings = StoredCertificate.Store(new InstanceSettings(), new AgentIdentity(certificate), key);
        using var identity = StoredCertificate.Load(settings, key)!;
        var loaded = identity.Certificate;

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
        var settings = StoredCertificate.Store(new InstanceSettings(), new AgentIdentity(certificate), key);

        var e = Assert.Throws<SettingsException>(() => StoredCertificate.Load(settings, other));

        Assert.Contains("tentacle new-certificate", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_None_IsNull()
    {
        using var key = SecretsKeyFile.LoadOrCreate(_directory["a.key"]);

        Assert.Null(StoredCertificate.Load(new InstanceSettings(), key));
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

    [Theory]
    [InlineData(CertificateKey.Rsa2048, 2048)]
    [InlineData(CertificateKey.Rsa3072, 3072)]
    public void Create_Rsa_HasTheBitsAskedForAndSha256(CertificateKey kind, int bits)
    {
        using var certificate = AgentCertificate.Create(TimeProvider.System, kind);

        Assert.Equal(bits, certificate.GetRSAPublicKey()!.KeySize);
        Assert.Equal("1.2.840.113549.1.1.11", certificate.SignatureAlgorithm.Value);
        Assert.True(certificate.MatchesHostname("localhost"));
    }

    [Fact]
    public void Promote_BeforeItsTime_ChangesNothing_AfterIt_TheNextIsInForce()
    {
        using var key = SecretsKeyFile.LoadOrCreate(_directory["a.key"]);
        using var old = new AgentIdentity(AgentCertificate.Create(TimeProvider.System));
        using var next = new AgentIdentity(AgentCertificate.Create(TimeProvider.System));
        var from = new DateTimeOffset(2026, 1, 8, 0, 0, 0, TimeSpan.Zero);
        var settings = StoredCertificate.StoreNext(StoredCertificate.Store(new InstanceSettings(), old, key), next, key, from);

        Assert.Same(settings, StoredCertificate.Promote(settings, from.AddTicks(-1)));
        using var waiting = StoredCertificate.LoadNext(settings, key);
        using var presented = StoredCertificate.Load(settings, key);
        var promoted = StoredCertificate.Promote(settings, from);
        using var inForce = StoredCertificate.Load(promoted, key);
        Assert.Equal((old.Thumbprint, next.Thumbprint, next.Thumbprint), (presented!.Thumbprint, waiting!.Thumbprint, inForce!.Thumbprint));
        Assert.Equal((next.Thumbprint.Value, null), (promoted.Tentacle.CertificateThumbprint, promoted.Tentacle.NextCertificate));
    }
}
