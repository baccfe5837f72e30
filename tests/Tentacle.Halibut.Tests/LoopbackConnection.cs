using System.Net;
using System.Net.Sockets;

namespace Tentacle.Halibut.Tests;

/// <summary>Both ends of a connection on this machine.</summary>
internal sealed class LoopbackConnection : IDisposable
{
    private LoopbackConnection(Socket dialler, Socket listener)
    {
        Dialler = new NetworkStream(dialler, ownsSocket: true);
        Listener = new NetworkStream(listener, ownsSocket: true);
    }

    public NetworkStream Dialler { get; }

    public NetworkStream Listener { get; }

    public static async Task<LoopbackConnection> OpenAsync(CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var dialler = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await dialler.ConnectAsync(listener.LocalEndpoint, cancellationToken);
        return new LoopbackConnection(dialler, await listener.AcceptSocketAsync(cancellationToken));
    }

    public void Dispose()
    {
        Dialler.Dispose();
        Listener.Dispose();
    }
}
