using Tentacle.Contracts;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Subscriptions;
using Tentacle.Testing;

namespace Tentacle.Instances.Tests.Subscriptions;

public sealed class PollingSettingsTests : IDisposable
{
    private static readonly Thumbprint Thumbprint = Thumbprint.Parse(new string('A', 64));
    private readonly TemporaryDirectory _directory = new();
    private readonly SecretsKey _key;

    public PollingSettingsTests() => _key = SecretsKey.LoadOrCreate(new Instance("Test", _directory["settings.json"], _directory["etc"], IsListed: true));

    public void Dispose()
    {
        _key.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Of_PolledServers_AreThoseWithTheStyleOnly()
    {
        var polled = new TrustedServer { Thumbprint = Thumbprint, CommunicationStyle = CommunicationStyle.TentacleActive, Address = "http://Server:10943/", SubscriptionId = "poll://ABC/" };

        var settings = Of(polled, polled with { CommunicationStyle = CommunicationStyle.TentaclePassive, Address = "https://other" });

        var server = Assert.Single(settings.Servers);
        Assert.Equal(("https://server:10943/", "poll://abc/"), (server.Address.ToString(), server.Id.Value));
    }

    [Fact]
    public void Of_NoSubscriptionId_TakesTheSquid()
    {
        var server = new TrustedServer { Thumbprint = Thumbprint, CommunicationStyle = CommunicationStyle.TentacleActive, Address = "https://server:10943", Squid = "SQ-1" };

        Assert.Equal("poll://sq-1/", Assert.Single(Of(server).Servers).Id.Value);
    }

    [Theory]
    [InlineData(null, "poll://a/", "no address")]
    [InlineData("https://server:10943", "nonsense", "'nonsense'")]
    [InlineData("wss://server/OctopusComms", "poll://a/", "only https://")]
    public void Of_ServerThatLacksSomething_IsLeftOutAndSaysWhy(string? address, string subscription, string expected)
    {
        var settings = Of(new TrustedServer { Thumbprint = Thumbprint, CommunicationStyle = CommunicationStyle.TentacleActive, Address = address, SubscriptionId = subscription });

        Assert.Empty(settings.Servers);
        Assert.Contains(expected, Assert.Single(settings.Unusable), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(8, 8)]
    [InlineData(9000, 512)]
    public void Of_ConnectionCount_IsBetween1And512(int? set, int expected) =>
        Assert.Equal(expected, PollingSettings.From(new InstanceSettings { Tentacle = new TentacleSettings { Communication = new CommunicationSettings { PollingConnectionCount = set } } }, _key).ConnectionCount);

    private PollingSettings Of(params TrustedServer[] servers) =>
        PollingSettings.From(new InstanceSettings { Tentacle = new TentacleSettings { Communication = new CommunicationSettings { TrustedOctopusServers = servers } } }, _key);
}
