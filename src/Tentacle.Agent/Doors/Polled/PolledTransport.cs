using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>The web server's transport for dialled connections.</summary>
internal sealed class PolledTransport(PolledServers servers) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => endpoint is PolledEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = new PolledListener(endpoint, servers);
        servers.Start(listener);
        return ValueTask.FromResult<IConnectionListener>(listener);
    }
}
