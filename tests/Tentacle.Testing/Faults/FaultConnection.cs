using System.Net;
using System.Net.Sockets;

namespace Tentacle.Testing.Faults;

/// <summary>One connection through the proxy: two sockets and a pump each way.</summary>
internal sealed class FaultConnection(Socket client, FaultProxy proxy) : IDisposable
{
    private readonly CancellationTokenSource _cut = new();
    private readonly Lock _lock = new();
    private Socket? _server;
    private bool _isCut;

    public async Task CarryAsync(EndPoint target, CancellationToken stop)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stop, _cut.Token);
        try
        {
            _server = new Socket(target.AddressFamily, SocketType.Stream, target.AddressFamily == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
            await _server.ConnectAsync(target, linked.Token);
            await Task.WhenAll(
                PumpAsync(client, _server, proxy.ToServer, linked.Token),
                PumpAsync(_server, client, proxy.ToClient, linked.Token));
            Cut(CutKind.Close);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Cut(CutKind.Reset);
        }
    }

    /// <summary>Ends both sockets, once: what the pumps meet then must not turn a FIN into an RST.</summary>
    public void Cut(CutKind how)
    {
        lock (_lock)
        {
            if (_isCut)
            {
                return;
            }

            _isCut = true;
            CloseSockets(how);
            _cut.Cancel();
        }
    }

    public void Dispose()
    {
        Cut(CutKind.Reset);
        _server?.Dispose();
        _cut.Dispose();
    }

    private void CloseSockets(CutKind how)
    {
        foreach (var socket in new[] { client, _server })
        {
            if (socket is null)
            {
                continue;
            }

            try
            {
                if (how == CutKind.Reset)
                {
                    // Closing with no time to linger sends RST instead of FIN.
                    socket.LingerState = new LingerOption(true, 0);
                }
                else
                {
                    socket.Shutdown(SocketShutdown.Both);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The other end was faster.
            }

            socket.Dispose();
        }
    }

    private async Task PumpAsync(Socket from, Socket to, FaultDirection direction, CancellationToken cancellationToken)
    {
        try
        {
            await PassAsync(from, to, direction, cancellationToken);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One way is broken, so is the other: a peer that is gone must not look alive.
            Cut(CutKind.Reset);
        }
    }

    private async Task PassAsync(Socket from, Socket to, FaultDirection direction, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer.AsMemory(0, direction.PieceSize), SocketFlags.None, cancellationToken) is > 0 and var read)
        {
            if (direction.Swallow)
            {
                continue;
            }

            await direction.AdmitAsync(read, cancellationToken);
            var (pass, cut) = direction.Take(read);
            direction.Count(pass);
            await SendAsync(to, buffer.AsMemory(0, pass), cancellationToken);
            if (cut == CutKind.HalfClose)
            {
                break;
            }

            if (cut is { } how)
            {
                Cut(how);
                return;
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
        }
    }
}
