using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Tentacle.Core.Trust;

namespace Tentacle.Agent.Doors;

/// <summary>The open connections of trusted peers: a peer whose trust is removed is cut off at once, whatever it is in the middle of.</summary>
internal sealed class Connections
{
    private readonly ConcurrentDictionary<string, (ConnectionContext Connection, ConnectionTag Tag)> _open = new();
    private readonly TrustStore _trust;
    private readonly ExpiredPeers _expired;

    public Connections(TrustStore trust, ExpiredPeers expired)
    {
        (_trust, _expired) = (trust, expired);
        trust.Changed += (_, _) => CutOffUntrusted();
    }

    /// <summary>Keeps the connection under watch while it is served.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionTag tag, ConnectionDelegate next)
    {
        _open[connection.ConnectionId] = (connection, tag);
        try
        {
            // Trust may have been removed between the handshake and the line above.
            if (tag.Certificate is null || _trust.IsTrusted(tag.Certificate))
            {
                LookAt(tag);
                await next(connection);
            }
        }
        finally
        {
            _open.TryRemove(connection.ConnectionId, out _);
        }
    }

    private void LookAt(ConnectionTag tag)
    {
        if (tag.Certificate is not null)
        {
            _expired.Look(tag.Certificate);
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
