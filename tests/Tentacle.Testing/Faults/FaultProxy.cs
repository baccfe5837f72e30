using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Tentacle.Testing.Faults;

/// <summary>A TCP proxy that does to connections what networks do: it delays, stalls, swallows and cuts. Passes all through until told otherwise.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly EndPoint _target;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<FaultConnection, Task> _open = new();
    private readonly Task _accepting;
    private int _accepted;

    private FaultProxy(EndPoint target)
    {
        _target = target;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public FaultDirection ToServer { get; } = new();

    public FaultDirection ToClient { get; } = new();

    /// <summary>The connections that were accepted so far.</summary>
    public int Connections => Volatile.Read(ref _accepted);

    /// <summary>The connections that are open now.</summary>
    public int OpenConnections => _open.Count;

    /// <summary>New connections are closed by RST as soon as they are accepted.</summary>
    public bool Refuse { get; set; }

    /// <summary>Starts a proxy to a port of this machine.</summary>
    public static FaultProxy To(int port) => new(new IPEndPoint(IPAddress.Loopback, port));

    /// <summary>Starts a proxy to any target, Unix domain sockets included.</summary>
    public static FaultProxy To(EndPoint target) => new(target);

    /// <summary>Cuts every connection that is open now.</summary>
    public void CutAll(CutKind how = CutKind.Reset)
    {
        foreach (var connection in _open.Keys)
        {
            connection.Cut(how);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        CutAll();
        await _accepting;
        await Task.WhenAll(_open.Values);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync(_stop.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                return;
            }

            Interlocked.Increment(ref _accepted);
            if (Refuse)
            {
                client.LingerState = new LingerOption(true, 0);
                client.Dispose();
                continue;
            }

            var connection = new FaultConnection(client, this);
            var begin = new TaskCompletionSource();
            _open[connection] = CarryAsync(connection, begin.Task);
            begin.SetResult();
        }
    }

    private async Task CarryAsync(FaultConnection connection, Task registered)
    {
        await registered;
        using (connection)
        {
            await connection.CarryAsync(_target, _stop.Token);
        }

        _open.TryRemove(connection, out _);
    }
}
