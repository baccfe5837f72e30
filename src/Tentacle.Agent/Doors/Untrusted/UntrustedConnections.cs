using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;

namespace Tentacle.Agent.Doors.Untrusted;

/// <summary>
/// All connections that have not finished a handshake with a trusted certificate. They have a limit and each address a share of it; beyond it the oldest
/// goes, so that a newcomer, which may be trusted, always gets in. Trusted ones are not counted.
/// </summary>
/// <remarks>
/// Within a limit, silent connections take half of it at most when others need it, and peers without a certificate go before peers that may still show one.
/// A handshake of less than a second does not count against its address: a trusted server that shares an address with strangers would lose it to them.
/// When all together are too many, one goes of the address that has the most.
/// </remarks>
internal sealed class UntrustedConnections : IDisposable
{
    private const int NetworkBytes = 8;
    private static readonly TimeSpan FreshHandshake = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, List<UntrustedConnection>> _byAddress = [];
    private readonly Refusals _refusals;
    private readonly TimeProvider _time;
    private readonly CancellationTokenRegistration _stopping;
    private (int Total, int PerAddress) _limits = (int.MaxValue, int.MaxValue);
    private int _count;
    private bool _stopped;

    public UntrustedConnections(Refusals refusals, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        (_refusals, _time) = (refusals, time);
        _stopping = lifetime.ApplicationStopping.Register(EndAll);
    }

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>From the next connection on.</summary>
    public void Limit(int total, int perAddress)
    {
        lock (_lock)
        {
            _limits = (total, perAddress);
        }
    }

    /// <summary>Counts a connection that was accepted, and ends those that are too many now.</summary>
    public UntrustedConnection Enter(ConnectionContext connection)
    {
        var entered = new UntrustedConnection(connection, NetworkOf((connection.RemoteEndPoint as IPEndPoint)?.Address), _time.GetTimestamp());
        List<UntrustedConnection> ended = [];
        lock (_lock)
        {
            if (_stopped)
            {
                entered.Abort("The agent stops.");
                return entered;
            }

            Add(entered);
            EndBeyondLimits(entered, ended);
        }

        foreach (var one in ended)
        {
            // Outside the lock: it goes down to the socket.
            one.Abort("The connection gives way to a newer one: too many have shown no trusted certificate.");
            _refusals.NoteCrowded(one.Address);
        }

        return entered;
    }

    /// <summary>It ended or is trusted. Repeating it is harmless.</summary>
    public void Leave(UntrustedConnection connection)
    {
        lock (_lock)
        {
            Remove(connection);
        }
    }

    public void Dispose() => _stopping.Dispose();

    private void EndAll()
    {
        List<UntrustedConnection> all;
        lock (_lock)
        {
            _stopped = true;
            all = [.. _byAddress.Values.SelectMany(group => group)];
            _byAddress.Clear();
            _count = 0;
        }

        all.ForEach(one => one.Abort("The agent stops."));
    }

    private void Add(UntrustedConnection connection)
    {
        if (!_byAddress.TryGetValue(connection.Address, out var group))
        {
            _byAddress[connection.Address] = group = [];
        }

        group.Add(connection);
        _count++;
    }

    private void Remove(UntrustedConnection connection)
    {
        if (!_byAddress.TryGetValue(connection.Address, out var group) || !group.Remove(connection))
        {
            return;
        }

        _count--;
        if (group.Count == 0)
        {
            _byAddress.Remove(connection.Address);
        }
    }

    private void EndBeyondLimits(UntrustedConnection entered, List<UntrustedConnection> ended)
    {
        List<UntrustedConnection> counted = [.. _byAddress[entered.Address].Where(Counts)];
        if (counted.Count > _limits.PerAddress)
        {
            End(Choose(counted), ended);
        }

        // More than one only after the limit was lowered.
        while (_count > _limits.Total)
        {
            End(Choose(Largest()), ended);
        }
    }

    private void End(UntrustedConnection connection, List<UntrustedConnection> ended)
    {
        Remove(connection);
        ended.Add(connection);
    }

    private bool Counts(UntrustedConnection connection) => connection.Stage != UntrustedStage.Handshake || _time.GetElapsedTime(connection.Since) > FreshHandshake;

    private List<UntrustedConnection> Largest()
    {
        var most = _byAddress.Values.Max(group => group.Count);
        return _byAddress.Values.Where(group => group.Count == most).MinBy(group => (group[0].Stage == UntrustedStage.Handshake, group[0].Since))!;
    }

    // Each list is in the order of age.
    private static UntrustedConnection Choose(List<UntrustedConnection> among)
    {
        List<UntrustedConnection> quiet = [.. among.Where(one => one.IsQuiet)];
        return quiet.Count * 2 > among.Count
            ? quiet[0]
            : among.Find(one => one.Stage == UntrustedStage.Anonymous) ?? among.Find(one => one.Stage != UntrustedStage.Opening) ?? among[0];
    }

    private static IPAddress NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return IPAddress.None;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, NetworkBytes, bytes.Length - NetworkBytes);
        return new IPAddress(bytes);
    }
}
