using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tentacle.Agent.Doors.Untrusted;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;

namespace Tentacle.Agent.Tests.Doors;

/// <summary>Which connection gives way to which (D2).</summary>
public sealed class UntrustedConnectionsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly Refusals _refusals;
    private readonly UntrustedConnections _connections;
    private bool _isBehind;

    public UntrustedConnectionsTests()
    {
        _refusals = new Refusals(new RefusedConnections(_time), _time, NullLogger<Refusals>.Instance);
        var settings = new LiveSettings(new InstanceSettings { Connections = new ConnectionSettings { MaxUntrusted = 8, MaxUntrustedPerAddress = 4 } });
        _connections = new UntrustedConnections(settings, _refusals, _time, _lifetime) { IsBehind = () => _isBehind };
    }

    public void Dispose()
    {
        _connections.Dispose();
        _refusals.Dispose();
    }

    [Fact]
    public void Enter_MoreThanAnAddressMayHave_EndsItsOldest()
    {
        var other = Enter("192.0.2.2");
        var mine = Enter("192.0.2.1", 4);
        _time.Advance(TimeSpan.FromSeconds(1));
        mine.AddRange(Enter("192.0.2.1", 2));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([true, true, false, false, false, false], mine.Select(one => one.IsAborted));
        Assert.False(other.IsAborted);
        Assert.Equal(5, _connections.Count);
    }

    [Fact]
    public void Enter_WithoutACertificate_CountsAtOnce()
    {
        var anonymous = Enter("192.0.2.1", 4);
        anonymous.ForEach(one => one.Stage = UntrustedStage.Anonymous);

        Enter("192.0.2.1").Stage = UntrustedStage.Anonymous;
        Enter("192.0.2.1");

        Assert.Equal([true, false, false, false], anonymous.Select(one => one.IsAborted));
    }

    [Fact]
    public void Enter_JustNowAtTheAddressOfAFlood_IsNotPushedOutWithinItsFirstSecond()
    {
        var trusted = Enter("192.0.2.1", 900);

        Assert.DoesNotContain(trusted, one => one.IsAborted);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(4, _connections.Count);
    }

    [Fact]
    public void Enter_WhileTheAgentIsBehind_EndsOnlyThoseWithoutACertificate()
    {
        _isBehind = true;
        var anonymous = Enter("192.0.2.2", 5);
        anonymous.ForEach(one => one.Stage = UntrustedStage.Anonymous);
        var slow = Enter("192.0.2.1", 900);
        _time.Advance(TimeSpan.FromSeconds(5));
        Enter("192.0.2.1");

        Assert.DoesNotContain(slow, one => one.IsAborted);
        Assert.Equal(4, anonymous.Count(one => !one.IsAborted));

        _isBehind = false;
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(8, _connections.Count);
    }

    [Fact]
    public void Enter_JustAfterTheAgentWasBehind_HasItsWholeTimeStill()
    {
        _isBehind = true;
        var slow = Enter("192.0.2.1", 20);
        _time.Advance(TimeSpan.FromSeconds(5));
        Enter("192.0.2.1");
        _isBehind = false;

        _time.Advance(TimeSpan.FromMilliseconds(900));
        Enter("192.0.2.1");

        Assert.DoesNotContain(slow, one => one.IsAborted);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(4, _connections.Count);
    }

    [Fact]
    public void Enter_MoreThanThereMayEverBe_EndsTheOldestOfTheAddressThatHasTheMost()
    {
        _isBehind = true;
        var trusted = Enter("192.0.2.2");
        var flood = Enter("192.0.2.1", UntrustedConnections.Most + 10);

        Assert.False(trusted.IsAborted);
        Assert.Equal(11, flood.TakeWhile(one => one.IsAborted).Count());
        Assert.Equal(UntrustedConnections.Most, _connections.Count);
    }

    [Fact]
    public void Enter_MoreThanAllMayBe_EndsOneOfTheAddressThatHasTheMost()
    {
        var few = Enter("192.0.2.1", 1);
        var many = Enter("192.0.2.2", 4);
        var third = Enter("192.0.2.3", 3);

        var newcomer = Enter("192.0.2.4");
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.True(many[0].IsAborted);
        Assert.DoesNotContain([.. few, .. many[1..], .. third, newcomer], one => one.IsAborted);
    }

    [Fact]
    public void Enter_FloodFromManyAddresses_EndsTheSilentOnesFirst()
    {
        var handshake = Enter("192.0.2.1");
        handshake.Stage = UntrustedStage.Handshake;
        for (var i = 0; i < 100; i++)
        {
            Enter($"198.51.100.{i}");
        }

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1 + 8, _connections.Count);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(handshake.IsAborted);
        Assert.Equal(8, _connections.Count);
    }

    [Fact]
    public void Enter_HandshakeUnderWayAtTheSameAddress_IsNotPushedOutByStrangers()
    {
        var trusted = Enter("192.0.2.1");
        trusted.Stage = UntrustedStage.Handshake;
        for (var i = 0; i < 50; i++)
        {
            Enter("192.0.2.1").Stage = i % 2 == 0 ? UntrustedStage.Anonymous : UntrustedStage.Opening;
        }

        Assert.False(trusted.IsAborted);
    }

    [Fact]
    public void Enter_HandshakesThatStall_GiveWayToo()
    {
        var stalled = Enter("192.0.2.1", 4);
        foreach (var one in stalled)
        {
            one.Stage = UntrustedStage.Handshake;
        }

        _time.Advance(TimeSpan.FromSeconds(2));
        var newcomer = Enter("192.0.2.1");
        Assert.DoesNotContain(stalled, one => one.IsAborted);
        _time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal([true, false, false, false], stalled.Select(one => one.IsAborted));
        Assert.False(newcomer.IsAborted);
    }

    [Fact]
    public void Enter_OneEachOfMoreAddressesThanThereMayBeConnections_EndsTheOldest()
    {
        _isBehind = true;
        List<Entered> all = [.. Enumerable.Range(0, UntrustedConnections.Most + 500).Select(i => Enter($"198.51.{i / 250}.{i % 250}"))];

        Assert.Equal(500, all.TakeWhile(one => one.IsAborted).Count());
        Assert.Equal(UntrustedConnections.Most, _connections.Count);
    }

    [Fact]
    public void Enter_OneIPv6Network_IsOneAddress()
    {
        var first = Enter("2001:db8::1");
        for (var i = 2; i < 6; i++)
        {
            Enter($"2001:db8::{i}");
        }

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.True(first.IsAborted);
    }

    [Fact]
    public void Leave_Twice_IsNotCounted()
    {
        var gone = Enter("192.0.2.1");
        _connections.Leave(gone.Counted);
        _connections.Leave(gone.Counted);
        Enter("192.0.2.1", 20);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.False(gone.IsAborted);
        Assert.Equal(4, _connections.Count);
    }

    [Fact]
    public void Trust_OfOne_GivesOthersOfItsAddressTheWholeTimeToBegin()
    {
        var burst = Enter("192.0.2.1", 21);
        Enter("192.0.2.2", 21);
        _connections.Trust(burst[0].Counted);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.DoesNotContain(burst, one => one.IsAborted);
        Assert.Equal(20 + 4, _connections.Count);

        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(8, _connections.Count);
        Assert.False(burst[0].IsAborted);
    }

    [Fact]
    public void Stop_OfTheAgent_EndsAllAndTakesNoMore()
    {
        var before = Enter("192.0.2.1");
        _lifetime.StopApplication();
        var after = Enter("192.0.2.1");

        Assert.True(before.IsAborted);
        Assert.True(after.IsAborted);
        Assert.Equal(0, _connections.Count);
    }

    private List<Entered> Enter(string address, int count) => [.. Enumerable.Range(0, count).Select(_ => Enter(address))];

    private Entered Enter(string address)
    {
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var connection = new Connection { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 1) };
        return new Entered(connection, _connections.Enter(connection));
    }

    private sealed record Entered(Connection Connection, UntrustedConnection Counted)
    {
        public bool IsAborted => Connection.IsAborted;

        public UntrustedStage Stage
        {
            set => Counted.Stage = value;
        }
    }

    private sealed class Connection : DefaultConnectionContext
    {
        public bool IsAborted { get; private set; }

        public override void Abort(ConnectionAbortedException abortReason) => IsAborted = true;
    }
}
