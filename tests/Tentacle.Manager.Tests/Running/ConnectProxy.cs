using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tentacle.Manager.Tests.Running;

/// <summary>An HTTP proxy that knows CONNECT and wants a user name and a password.</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    public const string User = "octopus";
    public const string Password = "hunter2-hunter2";

    private static readonly string Login = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public ConnectProxy()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception e) when (_stop.IsCancellationRequested && e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var lines = await ReadHeadAsync(stream);
        if (!lines.Contains($"Proxy-Authorization: {Login}"))
        {
            await stream.WriteAsync("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\n\r\n"u8.ToArray(), _stop.Token);
            return;
        }

        var target = lines[0].Split(' ')[1].Split(':');
        using var server = new TcpClient();
        await server.ConnectAsync(target[0], int.Parse(target[1], System.Globalization.CultureInfo.InvariantCulture), _stop.Token);
        await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stop.Token);
        await Task.WhenAny(CopyAsync(stream, server.GetStream()), CopyAsync(server.GetStream(), stream));
    }

    private async Task<string[]> ReadHeadAsync(NetworkStream stream)
    {
        var head = "";
        var buffer = new byte[4096];
        while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, _stop.Token));
        }

        return head.Split("\r\n");
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            await from.CopyToAsync(to, _stop.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // One side has gone.
        }
    }
}
