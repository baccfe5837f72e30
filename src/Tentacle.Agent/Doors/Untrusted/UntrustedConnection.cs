using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Tentacle.Agent.Doors.Untrusted;

/// <summary>How far a connection has come on its way to trust.</summary>
internal enum UntrustedStage
{
    /// <summary>No whole TLS record has come yet.</summary>
    Opening,

    /// <summary>TLS has begun.</summary>
    Handshake,

    /// <summary>TLS is done, without a certificate.</summary>
    Anonymous,

    /// <summary>TLS is done with a trusted certificate; it is no longer counted here.</summary>
    Trusted,
}

/// <summary>One connection that has not finished a handshake with a trusted certificate.</summary>
internal sealed class UntrustedConnection(ConnectionContext connection, IPAddress address, long since)
{
    private volatile UntrustedStage _stage;

    /// <summary>Where it came from; of IPv6 the network of 64 bits, which is what one machine may have.</summary>
    public IPAddress Address => address;

    /// <summary>The clock's timestamp of its beginning.</summary>
    public long Since => since;

    public UntrustedStage Stage
    {
        get => _stage;
        set => _stage = value;
    }

    /// <summary>True when the peer has sent no byte that is still unread or was handled.</summary>
    public bool IsQuiet => Stage == UntrustedStage.Opening && !HasUnread();

    public void Abort(string reason) => connection.Abort(new ConnectionAbortedException(reason));

    // In a flood a peer's first bytes may be there before anybody came to read them.
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
