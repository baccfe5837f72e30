using System.Security.Cryptography.X509Certificates;
using Tentacle.Contracts;
using Tentacle.Instances.Trust;

namespace Tentacle.Instances.Tests.Trust;

public sealed class TrustStoreTests : IDisposable
{
    private readonly X509Certificate2 _certificate = AgentCertificate.Create(TimeProvider.System);
    private readonly X509Certificate2 _other = AgentCertificate.Create(TimeProvider.System);

    public void Dispose()
    {
        _certificate.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void IsTrusted_EmptyList_IsFalse() => Assert.False(new TrustStore([]).IsTrusted(_certificate));

    [Fact]
    public void IsTrusted_EitherForm_IsTheSamePeer()
    {
        Assert.True(new TrustStore([Thumbprint.Sha256Of(_certificate)]).IsTrusted(_certificate));
        Assert.True(new TrustStore([Thumbprint.Sha1Of(_certificate)]).IsTrusted(_certificate));
        Assert.False(new TrustStore([Thumbprint.Sha256Of(_other), Thumbprint.Sha1Of(_other)]).IsTrusted(_certificate));
    }

    [Fact]
    public void RoleOf_InBothLists_IsServer()
    {
        Assert.Equal(PeerRole.Monitor, new TrustStore([], [Thumbprint.Sha1Of(_certificate)]).RoleOf(_certificate));
        Assert.Equal(PeerRole.Server, new TrustStore([Thumbprint.Sha256Of(_certificate)], [Thumbprint.Sha256Of(_certificate)]).RoleOf(_certificate));
        Assert.Null(new TrustStore([], [Thumbprint.Sha256Of(_other)]).RoleOf(_certificate));
    }

    [Fact]
    public void Replace_OtherList_TakesTrustAwayBeforeItIsAnnounced()
    {
        var store = new TrustStore([Thumbprint.Sha256Of(_certificate)]);
        var trustedWhenAnnounced = new List<bool>();
        store.Changed += (_, _) => trustedWhenAnnounced.Add(store.IsTrusted(_certificate));

        store.Replace([Thumbprint.Sha256Of(_certificate)], []);
        store.Replace([Thumbprint.Sha256Of(_other)], []);

        Assert.Equal([false], trustedWhenAnnounced);
        Assert.Equal([Thumbprint.Sha256Of(_other)], store.Servers);
    }
}
