using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>Passes dialled connections to the web server, which treats them as accepted ones.</summary>
internal sealed class PolledListener(EndPoint endpoint, PolledServers servers) : IConnectionListener
{
    private readonly Channel<PolledConnection> _dialled = Channel.CreateUnbounded<PolledConnection>(new UnboundedChannelOptions { SingleReader = true });

    public EndPoint EndPoint => endpoint;

    /// <summary>Queues a dialled connection for the web server. Returns false when the agent is stopping and accepts no more connections.</summary>
    public bool Offer(PolledConnection connection) => _dialled.Writer.TryWrite(connection);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _dialled.Reader.WaitToReadAsync(cancellationToken) && _dialled.Reader.TryRead(out var connection) ? connection : null;

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _dialled.Writer.TryComplete();
        await servers.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _dialled.Writer.TryComplete();
        while (_dialled.Reader.TryRead(out var connection))
        {
            await connection.DisposeAsync();
        }
    }
}
