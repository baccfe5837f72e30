using System.Net;
using System.Net.Sockets;
using Tentacle.Testing.Faults;

namespace Tentacle.Testing.Tests.Faults;

public sealed class FaultProxyTests : IAsyncDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly FaultProxy _proxy;

    public FaultProxyTests()
    {
        _server.Start();
        _proxy = FaultProxy.To(((IPEndPoint)_server.LocalEndpoint).Port);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task Connection_WithoutFaults_PassesBothWaysAndIsCounted()
    {
        using var pair = await ConnectAsync();

        await SendAsync(pair.Client, 3);
        await SendAsync(pair.Server, 5);

        Assert.Equal(3, await ReceiveAsync(pair.Server, 3));
        Assert.Equal(5, await ReceiveAsync(pair.Client, 5));
        Assert.Equal((1, 1, 3, 5), (_proxy.Connections, _proxy.OpenConnections, _proxy.ToServer.Bytes, _proxy.ToClient.Bytes));
    }

    [Fact]
    public async Task Connection_HalfClosedByOneEnd_StaysOpenTheOtherWay()
    {
        using var pair = await ConnectAsync();

        pair.Client.Shutdown(SocketShutdown.Send);

        Assert.Equal(0, await pair.Server.ReceiveAsync(new byte[1], Token));
        await SendAsync(pair.Server, 4);
        Assert.Equal(4, await ReceiveAsync(pair.Client, 4));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CutAfter_PassesExactlySoMany_ThenResetsOnce(bool toServer)
    {
        using (var pair = await ConnectAsync())
        {
            var (from, to) = toServer ? (pair.Client, pair.Server) : (pair.Server, pair.Client);
            (toServer ? _proxy.ToServer : _proxy.ToClient).CutAfter(10);
            await SendAsync(from, 8);
            Assert.Equal(8, await ReceiveAsync(to, 8));

            await SendAsync(from, 8);

            await Eventually.TrueAsync(() => _proxy.OpenConnections == 0, Token);
            Assert.Equal(10, (toServer ? _proxy.ToServer : _proxy.ToClient).Bytes);
            Assert.True(await IsResetAsync(from));
        }

        using var next = await ConnectAsync();
        await SendAsync(next.Client, 20);
        Assert.Equal(20, await ReceiveAsync(next.Server, 20));
    }

    [Fact]
    public async Task CutAfter_HalfClose_EndsOneWayOnly()
    {
        using var pair = await ConnectAsync();
        _proxy.ToServer.CutAfter(2, CutKind.HalfClose);

        await SendAsync(pair.Client, 5);

        Assert.Equal(2, await ReceiveAsync(pair.Server, 2));
        Assert.Equal(0, await pair.Server.ReceiveAsync(new byte[1], Token));
        await SendAsync(pair.Server, 4);
        Assert.Equal(4, await ReceiveAsync(pair.Client, 4));
    }

    [Fact]
    public async Task CutAll_Close_EndsBothWithoutReset()
    {
        using var pair = await ConnectAsync();

        _proxy.CutAll(CutKind.Close);

        Assert.Equal(0, await pair.Client.ReceiveAsync(new byte[1], Token));
        Assert.Equal(0, await pair.Server.ReceiveAsync(new byte[1], Token));
    }

    [Fact]
    public async Task CutAll_Reset_ResetsBoth()
    {
        using var pair = await ConnectAsync();

        _proxy.CutAll();

        Assert.True(await IsResetAsync(pair.Client));
        Assert.True(await IsResetAsync(pair.Server));
    }

    [Fact]
    public async Task Pause_KeepsBytes_UntilResume()
    {
        using var pair = await ConnectAsync();
        _proxy.ToServer.Pause();

        await SendAsync(pair.Client, 6);
        await SendAsync(pair.Server, 1);
        Assert.Equal(1, await ReceiveAsync(pair.Client, 1));
        Assert.Equal(0, _proxy.ToServer.Bytes);
        _proxy.ToServer.Resume();

        Assert.Equal(6, await ReceiveAsync(pair.Server, 6));
    }

    [Fact]
    public async Task Swallow_LosesBytes()
    {
        using var pair = await ConnectAsync();
        _proxy.ToServer.Swallow = true;
        await SendAsync(pair.Client, 100);
        pair.Client.Shutdown(SocketShutdown.Send);

        Assert.Equal(0, await pair.Server.ReceiveAsync(new byte[1], Token));
    }

    [Fact]
    public async Task Delay_And_BytesPerSecond_TakeTheirTime()
    {
        using var pair = await ConnectAsync();
        _proxy.ToServer.Delay = TimeSpan.FromMilliseconds(150);
        _proxy.ToClient.BytesPerSecond = 1000;
        var started = TimeProvider.System.GetTimestamp();

        await SendAsync(pair.Client, 1);
        await ReceiveAsync(pair.Server, 1);
        var delayed = TimeProvider.System.GetElapsedTime(started);
        await SendAsync(pair.Server, 300);
        await ReceiveAsync(pair.Client, 300);
        var throttled = TimeProvider.System.GetElapsedTime(started) - delayed;

        Assert.True(delayed >= TimeSpan.FromMilliseconds(140), $"Only {delayed}.");
        Assert.True(throttled >= TimeSpan.FromMilliseconds(280), $"Only {throttled}.");
    }

    [Fact]
    public async Task Refuse_ResetsNewConnections()
    {
        _proxy.Refuse = true;
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);

        // The reset may be there before the connect returns.
        var e = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            await client.ConnectAsync(IPAddress.Loopback, _proxy.Port, Token);
            await client.ReceiveAsync(new byte[1], Token);
        });

        Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
        Assert.Equal(1, _proxy.Connections);
    }

    private async Task<Pair> ConnectAsync()
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, _proxy.Port, Token);
        return new Pair(client, await _server.AcceptSocketAsync(Token));
    }

    private static async Task SendAsync(Socket socket, int bytes) => await socket.SendAsync(new byte[bytes], Token);

    private static async Task<int> ReceiveAsync(Socket socket, int bytes)
    {
        var received = 0;
        while (received < bytes && await socket.ReceiveAsync(new byte[bytes - received], Token) is > 0 and var read)
        {
            received += read;
        }

        return received;
    }

    private static async Task<bool> IsResetAsync(Socket socket)
    {
        try
        {
            while (await socket.ReceiveAsync(new byte[100], Token) > 0)
            {
                // What arrived before the cut.
            }

            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionReset;
        }
    }

    private sealed record Pair(Socket Client, Socket Server) : IDisposable
    {
        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }
    }
}
