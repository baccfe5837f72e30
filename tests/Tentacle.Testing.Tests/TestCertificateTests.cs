using System.Security.Cryptography.X509Certificates;

namespace Tentacle.Testing.Tests;

public sealed class TestCertificateTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void WritePem_EitherKey_LoadsAgain()
    {
        using var ecdsa = TestCertificate.Create();
        using var rsa = TestCertificate.CreateRsa();

        foreach (var certificate in new[] { ecdsa, rsa })
        {
            var (pem, key) = certificate.WritePem(_directory.Path, certificate.Thumbprint);
            using var loaded = X509Certificate2.CreateFromPemFile(pem, key);
            Assert.Equal(certificate.Sha1Thumbprint, loaded.Thumbprint);
            Assert.True(loaded.HasPrivateKey);
        }
    }

    [Fact]
    public void WritePfx_WithPassword_LoadsAgain()
    {
        using var certificate = TestCertificate.Create();

        using var loaded = X509CertificateLoader.LoadPkcs12FromFile(certificate.WritePfx(_directory.Path, "secret"), "secret");

        Assert.Equal(certificate.Sha1Thumbprint, loaded.Thumbprint);
        Assert.True(loaded.HasPrivateKey);
    }

    [Fact]
    public void CreateExpired_IsOver()
    {
        using var certificate = TestCertificate.CreateExpired();

        Assert.True(certificate.Certificate.NotAfter.ToUniversalTime() < TimeProvider.System.GetUtcNow());
    }
}
