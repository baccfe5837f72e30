using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tentacle.Agent.Doors.Untrusted;
using Tentacle.Core.Trust;

namespace Tentacle.Agent.Tests.Doors;

/// <summary>Which connection gives way to which (D2).</summary>
public sealed class UntrustedConnectionsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly Refusals _refusals;
    private readonly UntrustedConnections _connections;

    public UntrustedConnectionsTests()
    {
        _refusals = new Refusals(new RefusedConnections(_time), _time, NullLogger<Refusals>.Instance);
        _connections = new UntrustedConnections(_refusals, _time, _lifetime);
        _connections.Limit(8, 4);
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
        var mine = Enter("192.0.2.1", 5);

        Assert.Equal([true, false, false, false, false], mine.Select(one => one.IsAborted));
        Assert.False(other.IsAborted);
        Assert.Equal(5, _connections.Count);
    }

    [Fact]
    public void Enter_MoreThanAllMayBe_EndsOneOfTheAddressThatHasTheMost()
    {
        var few = Enter("192.0.2.1", 1);
        var many = Enter("192.0.2.2", 4);
        var third = Enter("192.0.2.3", 3);

        var newcomer = Enter("192.0.2.4");

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

        Assert.Equal([true, false, false, false], stalled.Select(one => one.IsAborted));
        Assert.False(newcomer.IsAborted);
    }

    [Fact]
    public void Enter_OneIPv6Network_IsOneAddress()
    {
        var first = Enter("2001:db8::1");
        for (var i = 2; i < 6; i++)
        {
            Enter($"2001:db8::{i}");
        }

        Assert.True(first.IsAborted);
    }

    [Fact]
    public void Leave_TrustedNow_IsNotCounted()
    {
        var trusted = Enter("192.0.2.1");
        _connections.Leave(trusted.Counted);
        _connections.Leave(trusted.Counted);
        Enter("192.0.2.1", 20);

        Assert.False(trusted.IsAborted);
        Assert.Equal(4, _connections.Count);
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
