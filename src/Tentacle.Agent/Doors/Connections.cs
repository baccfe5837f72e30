using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Tentacle.Instances.Trust;

namespace Tentacle.Agent.Doors;

/// <summary>The open connections of trusted peers. When a peer's trust is removed, its connections are aborted immediately, even during a request.</summary>
internal sealed class Connections
{
    /// <summary>The maximum number of concurrent connections.</summary>
    public const int MaxCount = 2_000;

    private readonly ConcurrentDictionary<string, (ConnectionContext Connection, ConnectionTag Tag)> _open = new();
    private readonly TrustStore _trust;
    private readonly ExpiredPeers _expired;
    private int _count;

    public Connections(TrustStore trust, ExpiredPeers expired)
    {
        (_trust, _expired) = (trust, expired);
        trust.Changed += (_, _) => CutOffUntrusted();
    }

    /// <summary>Serves the connection, and aborts it if its peer's trust is removed. Returns false when there are too many connections to serve it.</summary>
    public async Task<bool> ServeAsync(ConnectionContext connection, ConnectionTag tag, ConnectionDelegate next)
    {
        _open[connection.ConnectionId] = (connection, tag);
        try
        {
            if (Interlocked.Increment(ref _count) > MaxCount)
            {
                return false;
            }

            // Trust may have been removed between the handshake and the line above.
            if (tag.Certificate is null || _trust.IsTrusted(tag.Certificate))
            {
                Inspect(tag);
                await next(connection);
            }

            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _count);
            _open.TryRemove(connection.ConnectionId, out _);
        }
    }

    private void Inspect(ConnectionTag tag)
    {
        if (tag.Certificate is not null)
        {
            _expired.Inspect(tag.Certificate);
        }
    }

    private void CutOffUntrusted()
    {
        foreach (var (connection, tag) in _open.Values)
        {
            if (tag.Certificate is not null && !_trust.IsTrusted(tag.Certificate))
            {
                connection.Abort(new ConnectionAbortedException("The peer is no longer trusted."));
            }
        }
    }
}
