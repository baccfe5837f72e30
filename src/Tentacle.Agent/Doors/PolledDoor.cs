using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tentacle.Agent.Doors.Polled;

namespace Tentacle.Agent.Doors;

/// <summary>
/// The same API for servers that this agent polls: the connections are dialled instead of accepted, and all behind that is the same. Who is at the
/// other end was settled when the server's certificate was compared with the pinned thumbprint.
/// </summary>
internal sealed class PolledDoor(Connections connections)
{
    public void Listen(KestrelServerOptions kestrel)
    {
        // The server writes the scheme as it sees its connection, which some see as plain because TLS is below the upgrade.
        kestrel.AllowAlternateSchemes = true;
        kestrel.Listen(new PolledEndPoint(), endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http2;
            endpoint.Use(next => connection => EnterAsync(connection, next));
        });
    }

    private async Task EnterAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var polled = (PolledConnection)connection;
        var tag = new ConnectionTag(Door.Polled, polled.ServerCertificate, null);
        connection.Features.GetRequiredFeature<IConnectionHeartbeatFeature>().OnHeartbeat(state => ((PolledConnection)state).LookAtWrite(), polled);
        connection.Features.Set(tag);
        await connections.ServeAsync(connection, tag, next);
    }
}
