using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tentacle.Agent.Doors.Polled;

namespace Tentacle.Agent.Doors;

/// <summary>
/// Serves the same API to servers that this agent polls. The agent dials these connections instead of accepting them. The dialler has already
/// authenticated the server by comparing its certificate with the pinned thumbprint.
/// </summary>
internal sealed class PolledDoor(Connections connections)
{
    public void Listen(KestrelServerOptions kestrel)
    {
        // TLS is below the upgrade, so some servers regard the connection as plain and send the scheme http.
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
        connection.Features.GetRequiredFeature<IConnectionHeartbeatFeature>().OnHeartbeat(state => ((PolledConnection)state).CheckWrite(), polled);
        connection.Features.Set(tag);
        await connections.ServeAsync(connection, tag, next);
    }
}
