using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Tentacle.Contracts;
using Tentacle.Instances.Trust;
using Tentacle.Platform.Text;
using Tentacle.Testing;

namespace Tentacle.Instances.Tests.Trust;

public sealed class RefusedConnectionsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RefusedConnections _refused;

    public RefusedConnectionsTests() => _refused = new RefusedConnections(_time, "Web 1");

    [Fact]
    public void Record_SamePeerAgain_CountsIt()
    {
        using var certificate = Certificate("CN=a");
        _refused.Record(IPAddress.Loopback, certificate);
        var first = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(5));

        _refused.Record(IPAddress.IPv6Loopback, certificate);

        var only = Assert.Single(_refused.List());
        Assert.Equal((2, first, first.AddSeconds(5), "::1"), (only.Count, only.FirstAt, only.At, only.Address));
        Assert.Equal((Thumbprint.Sha256Of(certificate), Thumbprint.Sha1Of(certificate)), (only.Thumbprint, only.Sha1Thumbprint));
        Assert.Equal($"tentacle configure --instance \"Web 1\" --trust {only.Thumbprint}", only.TrustCommand);
    }

    [Fact]
    public void Record_MoreThanAHundred_ForgetsTheOldest()
    {
        for (var i = 0; i < 105; i++)
        {
            using var certificate = Certificate($"CN={i}");
            _refused.Record(null, certificate);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(Enumerable.Range(5, 100).Reverse().Select(i => $"CN={i}"), _refused.List().Select(refused => refused.ClaimedSubject));
    }

    [Fact]
    public void Record_SubjectMeantToDeceive_IsEscapedAndCut()
    {
        Assert.Equal("a\\u000Ab\\u001B[31m\\u202Ec\\u005Cn", ClaimedText.Escape("a\nb\u001b[31m\u202ec\\n"));
        Assert.Equal("Zoë", ClaimedText.Escape("Zoë"));
        Assert.InRange(ClaimedText.Escape(new string('x', 5000)).Length, 190, 200);
        Assert.InRange(ClaimedText.Escape(new string('\n', 5000)).Length, 190, 200);
    }

    [Fact]
    public void ShouldLog_ManyInAMinute_IsTrueOnce()
    {
        Assert.True(_refused.ShouldLog(out var suppressed));
        Assert.Equal(0, suppressed);
        for (var i = 0; i < 1000; i++)
        {
            Assert.False(_refused.ShouldLog(out _));
        }

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(_refused.ShouldLog(out suppressed));
        Assert.Equal(1000, suppressed);
        Assert.False(_refused.ShouldLog(out _));
    }

    [Fact]
    public void Record_ManyWithoutTls_KeepsTwentyAndCountsEach()
    {
        for (var i = 0; i < 50; i++)
        {
            _refused.Record(IPAddress.Parse($"192.0.2.{i}"), UnencryptedProtocol.Http);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _refused.Record(IPAddress.Parse("192.0.2.49"), UnencryptedProtocol.Http);

        var kept = _refused.ListUnencrypted();
        Assert.Equal((20, "192.0.2.49", 2), (kept.Count, kept[0].Address, kept[0].Count));
        Assert.Equal("It spoke plain HTTP: use https.", kept[0].Detail);
        Assert.Empty(_refused.List());
        Assert.Equal(51, _refused.UnencryptedTotal);
    }

    [Fact]
    public void Save_ThenRead_GivesTheList()
    {
        using var directory = new TemporaryDirectory();
        using var certificate = Certificate("CN=a");
        _refused.Record(IPAddress.Loopback, certificate);

        Assert.Empty(RefusedConnections.Read(directory["refused.json"]));
        _refused.Save(directory["refused.json"]);

        Assert.Equal(_refused.List(), RefusedConnections.Read(directory["refused.json"]));
    }

    [Fact]
    public void Restore_AfterAnEarlierAgent_GoesOnCounting()
    {
        using var certificate = Certificate("CN=a");
        _refused.Record(IPAddress.Loopback, certificate);
        var next = new RefusedConnections(_time, "Web 1");

        next.Restore(_refused.List());
        next.Record(IPAddress.Loopback, certificate);

        Assert.Equal(2, Assert.Single(next.List()).Count);
        Assert.Equal(1, next.Total);
    }

    private static X509Certificate2 Certificate(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
    }
}
