using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tentacle.Agent.Tests;

/// <summary>A certificate that an authority of a company would issue.</summary>
internal static class TestChain
{
    public static X509Certificate2 Authority(string name, X509Certificate2? issuer = null)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(90));
        return issuer is null ? request.CreateSelfSigned(from, to) : request.Create(issuer, from, to.AddDays(-1), [4, 3, 2, 1]).CopyWithPrivateKey(key);
    }

    public static X509Certificate2 Issue(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=web01.company", key, HashAlgorithmName.SHA256);
        using var issued = request.Create(authority, TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(60), [1, 2, 3, 4]);
        return issued.CopyWithPrivateKey(key);
    }
}
