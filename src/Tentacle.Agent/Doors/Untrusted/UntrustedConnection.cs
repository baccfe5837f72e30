using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Tentacle.Agent.Doors.Untrusted;

/// <summary>The progress of a connection towards trust.</summary>
internal enum UntrustedStage
{
    /// <summary>No complete TLS record has arrived yet.</summary>
    Opening,

    /// <summary>The TLS handshake is running.</summary>
    Handshake,

    /// <summary>TLS is complete, without a client certificate.</summary>
    Anonymous,

    /// <summary>TLS is complete, with a trusted certificate. The connection no longer counts as untrusted.</summary>
    Trusted,
}

/// <summary>One connection that has not finished a handshake with a trusted certificate.</summary>
internal sealed class UntrustedConnection(ConnectionContext connection, IPAddress address, long since)
{
    private volatile UntrustedStage _stage;

    /// <summary>The address of the peer. For IPv6 its /64 network, because one machine may own a whole /64.</summary>
    public IPAddress Address => address;

    /// <summary>The timestamp of the time provider at which the connection was accepted.</summary>
    public long Since => since;

    public UntrustedStage Stage
    {
        get => _stage;
        set => _stage = value;
    }

    /// <summary>True when the peer has sent nothing: no TLS record was read, and no bytes are unread.</summary>
    public bool IsQuiet => Stage == UntrustedStage.Opening && !HasUnread();

    public void Abort(string reason) => connection.Abort(new ConnectionAbortedException(reason));

    // During a flood a peer's first bytes may arrive before the agent has time to read them.
    private bool HasUnread()
    {
        try
        {
            return connection.Features.Get<IConnectionSocketFeature>()?.Socket.Available > 0;
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            return false;
        }
    }
}
