using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;
using Tentacle.Testing;

namespace Tentacle.Agent.Tests.Doors;

/// <summary>Strangers by the dozen (D2): they push out each other, never a trusted peer, and write one line a minute.</summary>
public sealed class UntrustedFloodTests : IAsyncLifetime
{
    private const int Limit = 8;
    private const int Flood = 60;
    private readonly List<IDisposable> _open = [];
    private TestAgent _agent = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _agent = await TestAgent.StartAsync(change: settings => settings with { Connections = new ConnectionSettings { MaxUntrusted = Limit, MaxUntrustedPerAddress = Limit } });

    public ValueTask DisposeAsync()
    {
        _open.ForEach(one => one.Dispose());
        return _agent.DisposeAsync();
    }

    [Theory]
    [InlineData("silent")]
    [InlineData("half a ClientHello")]
    [InlineData("a whole ClientHello")]
    public async Task Connect_ManyThatDoNotFinishTls_GiveWayAndTrustedPeersGetIn(string kind)
    {
        await using var trusted = await _agent.ConnectAsync(_agent.Server);
        var hello = kind == "silent" ? null : await RecordHelloAsync();
        var first = kind == "half a ClientHello" ? hello![..(hello!.Length / 2)] : hello;
        List<TcpClient> strangers = [];
        for (var i = 0; i < Flood; i++)
        {
            strangers.Add(await _agent.OpenTcpAsync(first));
            _open.Add(strangers[^1]);
            if (i % 20 == 0)
            {
                await IsAnsweredAsync(trusted);
                await using var another = await _agent.ConnectAsync(_agent.Server);
                await IsAnsweredAsync(another);
            }
        }

        await Eventually.TrueAsync(() => strangers.Count(one => !IsLeft(one)) <= Limit, Token);
        await IsAnsweredAsync(trusted);
        Assert.Contains("Ended a connection from 127.0.0.1", Assert.Single(_agent.ReadWarnings()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_ManyThatAreSilentAtAnAddressWithoutATrustedPeer_GiveWaySoon()
    {
        for (var i = 0; i < Flood; i++)
        {
            _open.Add(await _agent.OpenTcpAsync());
        }

        await Eventually.TrueAsync(() => _open.Cast<TcpClient>().Count(one => !IsLeft(one)) <= Limit, Token);
        Assert.Contains("Ended a connection from 127.0.0.1 for a newer one", Assert.Single(_agent.ReadWarnings()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_ManyWithoutACertificate_GiveWayAndTrustedPeersGetIn()
    {
        await using var trusted = await _agent.ConnectAsync(_agent.Server);
        for (var i = 0; i < Flood; i++)
        {
            _open.Add(await _agent.ConnectAsync(null, SslProtocols.Tls13, i % 2 == 0 ? "h2" : "http/1.1"));
        }

        await using var another = await _agent.ConnectAsync(_agent.Server);
        await IsAnsweredAsync(another);
        await IsAnsweredAsync(trusted);
        Assert.Single(_agent.ReadWarnings());
    }

    [Fact]
    public async Task Connect_ATrustedServerManyTimesAtOnce_LosesNoConnection()
    {
        const int many = 50 * Limit;
        var all = await Task.WhenAll(Enumerable.Range(0, many).Select(_ => Task.Run(() => _agent.ConnectAsync(_agent.Server), Token)));
        _open.AddRange(all);
        foreach (var one in all)
        {
            await IsAnsweredAsync(one);
        }

        Assert.Empty(_agent.ReadWarnings());
    }

    [Fact]
    public async Task Connect_ManyWithOtherCertificates_AreOneLine()
    {
        using var stranger = AgentCertificate.Create(TimeProvider.System);
        for (var i = 0; i < 2 * Limit; i++)
        {
            await IsTurnedAwayAsync(stranger);
        }

        using var tcp = await _agent.OpenTcpAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        Assert.True(await tcp.GetStream().ReadAsync(new byte[10], Token) > 0);
        Assert.Contains("is not trusted. To trust it: tentacle configure --instance \"Test\" --trust ", Assert.Single(_agent.ReadWarnings()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_AnonymousHttp11ThatIsSlowHugeOrManyRequests_IsBounded()
    {
        await using var huge = await _agent.ConnectAsync(null);
        var header = new byte[16 * 1024];
        Array.Fill(header, (byte)'a');
        await huge.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\nA: "u8.ToArray(), Token);
        var writes = 0;
        while (writes < 1000 && await huge.TryWriteAsync(header))
        {
            writes++;
        }

        Assert.InRange(writes, 1, 999);

        await using var pipelined = await _agent.ConnectAsync(null);
        for (var i = 0; i < 100; i++)
        {
            await pipelined.TryWriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        }

        Assert.Equal(1, (await pipelined.ReadTextToEndAsync()).Split("HTTP/1.1 200 OK").Length - 1);

        await using var body = await _agent.ConnectAsync(null);
        await body.WriteAsync("PUT /api/v1/files HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4000\r\n"u8.ToArray(), Token);
        writes = 0;
        while (writes < 1000 && await body.TryWriteAsync(header))
        {
            writes++;
        }

        Assert.InRange(writes, 0, 999);
    }

    [Fact]
    public async Task Settings_LowerLimit_IsFollowedWithoutARestart()
    {
        for (var i = 0; i < Limit; i++)
        {
            _open.Add(await _agent.OpenTcpAsync());
        }

        _agent.Settings.Change(settings => settings with { Connections = new ConnectionSettings { MaxUntrusted = 4, MaxUntrustedPerAddress = 4 } });

        // It is followed a moment later, and from the next connection on.
        List<TcpClient> before = [.. _open.Cast<TcpClient>()];
        await Eventually.TrueAsync(
            async () =>
            {
                _open.Add(await _agent.OpenTcpAsync());
                return before.Count(one => !one.IsEnded()) <= 4;
            },
            Token);
    }

    // What a stalled handshake got of the server's half is not read here.
    private static bool IsLeft(TcpClient tcp)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            while (tcp.Client.Poll(0, SelectMode.SelectRead))
            {
                if (tcp.Client.Receive(buffer) == 0)
                {
                    return true;
                }
            }

            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static async Task IsAnsweredAsync(SslStream connection)
    {
        await connection.WriteAsync("GET /api/v1/jobs HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Token);
        var buffer = new byte[4096];
        Assert.True(await connection.ReadAsync(buffer, Token) > 0);
        Assert.StartsWith("HTTP/1.1 200", System.Text.Encoding.ASCII.GetString(buffer), StringComparison.Ordinal);
    }

    private async Task IsTurnedAwayAsync(System.Security.Cryptography.X509Certificates.X509Certificate2 stranger)
    {
        try
        {
            await using var connection = await _agent.ConnectAsync(stranger);
            await connection.ReadToEndAsync();
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // The handshake failed, as it should.
        }
    }

    private static async Task<byte[]> RecordHelloAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        var accepting = listener.AcceptTcpClientAsync(Token);
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Token);
        using var accepted = await accepting;
        await using var tls = new SslStream(client.GetStream());
        var handshake = tls.AuthenticateAsClientAsync("localhost");
        var hello = new byte[16 * 1024];
        var read = await accepted.GetStream().ReadAtLeastAsync(hello, 5, cancellationToken: Token);
        var length = 5 + (hello[3] << 8) + hello[4];
        await accepted.GetStream().ReadExactlyAsync(hello.AsMemory(read, length - read), Token);
        accepted.Close();
        await Assert.ThrowsAnyAsync<Exception>(() => handshake);
        return hello[..length];
    }
}
