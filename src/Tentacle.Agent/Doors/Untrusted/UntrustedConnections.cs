using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Tentacle.Instances.Settings;
using Tentacle.Platform.Processes;

namespace Tentacle.Agent.Doors.Untrusted;

/// <summary>
/// All connections that have not finished a handshake with a trusted certificate. There is a limit in total and a limit per address. Beyond a limit the
/// oldest connection is closed, so that a new peer, which may be trusted, is always admitted. Trusted connections do not count.
/// </summary>
/// <remarks>
/// A connection counts after a grace period: one second to begin, five for its handshake, and ten at an address from which a trusted peer connected
/// recently. A trusted server that shares its address with untrusted peers therefore keeps its connection, and a server that opens a thousand connections
/// concurrently keeps all of them. Time in which the agent itself was overloaded does not count. A peer that finished TLS without a certificate counts
/// immediately. Silent connections are closed first when they are the majority, then peers without a certificate. When there are too many in total, a
/// connection of the address with the most connections is closed.
/// </remarks>
internal sealed class UntrustedConnections : IDisposable
{
    private const int MaxTotal = 2_000;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HandshakeGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenTotals = TimeSpan.FromMilliseconds(50);
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, List<UntrustedConnection>> _byAddress = [];
    private readonly LiveSettings _settings;
    private readonly RecentlyTrusted _trusted;
    private readonly Refusals _refusals;
    private readonly TimeProvider _time;
    private readonly CancellationTokenRegistration _stopping;
    private readonly ITimer _check;
    private int _count;
    private long? _totalAt;
    private long _behindAt = long.MinValue;
    private bool _checks;
    private bool _stopped;

    public UntrustedConnections(LiveSettings settings, Refusals refusals, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        (_settings, _refusals, _time, _trusted) = (settings, refusals, time, new RecentlyTrusted(time));
        _check = time.CreateTimer(_ => Check(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _stopping = lifetime.ApplicationStopping.Register(EndAll);
    }

    /// <summary>
    /// The maximum number of untrusted connections, including new ones: 2,000, or a quarter of the open-file limit if that is lower. A silent connection takes
    /// some kilobytes, and one in its handshake about a hundred.
    /// </summary>
    public static int Most { get; } = (int)Math.Min(MaxTotal, ProcessLimits.OpenFiles / 4);

    /// <summary>The current number of untrusted connections.</summary>
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

    private ConnectionSettings Limits => _settings.Current.Connections;

    /// <summary>Returns true when the agent is overloaded.</summary>
    public Func<bool> IsBehind { get; init; } = AgentLoad.IsBehind;

    /// <summary>Adds an accepted connection, and ends the connections that now exceed the limits.</summary>
    public UntrustedConnection Enter(ConnectionContext connection)
    {
        var entered = new UntrustedConnection(connection, PeerNetwork.From((connection.RemoteEndPoint as IPEndPoint)?.Address), _time.GetTimestamp());
        List<UntrustedConnection> ended = [];
        lock (_lock)
        {
            RecordWhetherBehind();
            if (_stopped)
            {
                entered.Abort("The agent stops.");
                return entered;
            }

            Add(entered);
            if (_count > Most)
            {
                End(Choose(_byAddress.Values.MaxBy(group => (group.Count, -group[0].Since))!), ended);
            }

            EndBeyondLimits(_byAddress[entered.Address], ended);
        }

        Abort(ended);
        return entered;
    }

    /// <summary>Removes a connection that presented a trusted certificate, and remembers its address.</summary>
    public void Trust(UntrustedConnection connection)
    {
        lock (_lock)
        {
            Remove(connection);
            _trusted.Add(connection.Address);
        }
    }

    /// <summary>Removes a connection that has ended. Repeated calls have no effect.</summary>
    public void Leave(UntrustedConnection connection)
    {
        lock (_lock)
        {
            Remove(connection);
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _check.Dispose();
    }

    private void RecordWhetherBehind()
    {
        if (IsBehind())
        {
            _behindAt = _time.GetTimestamp();
        }
    }

    // Checks connections that were still within their grace period when the last one arrived.
    private void Check()
    {
        List<UntrustedConnection> ended = [];
        lock (_lock)
        {
            _checks = false;
            RecordWhetherBehind();
            foreach (var group in _byAddress.Values.ToArray())
            {
                EndBeyondLimits(group, ended);
            }
        }

        Abort(ended);
    }

    // Called outside the lock, because Abort closes the socket.
    private void Abort(List<UntrustedConnection> ended)
    {
        foreach (var one in ended)
        {
            one.Abort("The connection gives way to a newer one: too many have shown no trusted certificate.");
            _refusals.RecordCrowded(one.Address);
        }
    }

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

    private void EndBeyondLimits(List<UntrustedConnection> group, List<UntrustedConnection> ended)
    {
        if (group.Count <= Limits.MaxUntrustedPerAddress && _count <= Limits.MaxUntrusted)
        {
            return;
        }

        var now = _time.GetTimestamp();
        var counted = Counted(group, now);
        while (counted.Count > Limits.MaxUntrustedPerAddress)
        {
            var chosen = Choose(counted);
            counted.Remove(chosen);
            End(chosen, ended);
        }

        EndBeyondTotal(now, ended);
        if (!_checks && (group.Count > Limits.MaxUntrustedPerAddress || _count > Limits.MaxUntrusted))
        {
            _checks = _check.Change(Grace, Timeout.InfiniteTimeSpan);
        }
    }

    // This scans all addresses, so during a flood it does not run for every connection.
    private void EndBeyondTotal(long now, List<UntrustedConnection> ended)
    {
        if (_totalAt is { } before && _time.GetElapsedTime(before, now) < BetweenTotals)
        {
            return;
        }

        _totalAt = now;
        while (_count > Limits.MaxUntrusted && FindLargest(now) is { } largest)
        {
            End(Choose(largest), ended);
        }
    }

    private void End(UntrustedConnection connection, List<UntrustedConnection> ended)
    {
        Remove(connection);
        ended.Add(connection);
    }

    // Returns the connections of one address that count.
    private List<UntrustedConnection> Counted(List<UntrustedConnection> group, long now)
    {
        // At the address of a trusted peer, the grace period is the whole time that the listener allows for a handshake.
        var (opening, handshake) = group.Count > 0 && _trusted.Has(group[0].Address) ? (RecentlyTrusted.Kept, RecentlyTrusted.Kept) : (Grace, HandshakeGrace);
        return group.FindAll(one => one.Stage switch
        {
            UntrustedStage.Anonymous => true,
            UntrustedStage.Handshake => AgeOf(one) >= handshake,
            _ => AgeOf(one) >= opening,
        });

        TimeSpan AgeOf(UntrustedConnection one) => _time.GetElapsedTime(Math.Max(one.Since, _behindAt), now);
    }

    // Returns the counted connections of the address with the most of them, or null when their total is within the limit.
    private List<UntrustedConnection>? FindLargest(long now)
    {
        List<List<UntrustedConnection>> groups = [.. _byAddress.Values.Select(group => Counted(group, now)).Where(group => group.Count > 0)];
        if (groups.Sum(group => group.Count) <= Limits.MaxUntrusted)
        {
            return null;
        }

        var most = groups.Max(group => group.Count);
        return groups.Where(group => group.Count == most).MinBy(group => (group[0].Stage == UntrustedStage.Handshake, group[0].Since))!;
    }

    // Each list is ordered by age, oldest first.
    private static UntrustedConnection Choose(List<UntrustedConnection> among) =>
        among.Count(one => one.Stage == UntrustedStage.Opening) * 2 > among.Count
            ? among.Find(one => one.IsQuiet) ?? among[0]
            : among.Find(one => one.Stage == UntrustedStage.Anonymous) ?? among.Find(one => one.Stage != UntrustedStage.Opening) ?? among[0];
}
