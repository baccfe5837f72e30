using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tentacle.Acceptance.Tests.Polling;

/// <summary>A proxy that knows CONNECT and nothing else, and counts its tunnels.</summary>
internal sealed class TunnelProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private int _made;
    private int _open;

    public TunnelProxy()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many there were.</summary>
    public int Made => Volatile.Read(ref _made);

    /// <summary>How many there are.</summary>
    public int Open => Volatile.Read(ref _open);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var near = client.GetStream();
                var head = new StringBuilder();
                var one = new byte[1];
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await near.ReadAsync(one, _stop.Token) == 1)
                {
                    head.Append((char)one[0]);
                }

                var target = head.ToString().Split(' ')[1].Split(':');
                using var server = new TcpClient();
                await server.ConnectAsync(target[0], int.Parse(target[1], System.Globalization.CultureInfo.InvariantCulture), _stop.Token);
                await near.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n\r\n"), _stop.Token);
                Interlocked.Increment(ref _made);
                Interlocked.Increment(ref _open);
                try
                {
                    await Task.WhenAny(near.CopyToAsync(server.GetStream(), _stop.Token), server.GetStream().CopyToAsync(near, _stop.Token));
                }
                finally
                {
                    Interlocked.Decrement(ref _open);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two has gone.
        }
    }
}
