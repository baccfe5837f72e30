using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;

namespace Tentacle.Agent.Tests;

public sealed class DoorTests : IAsyncLifetime
{
    private TestAgent _agent = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _agent = await TestAgent.StartAsync();

    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Get_TrustedServer_IsAnswered(string version)
    {
        using var client = _agent.Client(_agent.Server, Version.Parse(version));
        var response = await client.GetAsync(new Uri("/api/v1/jobs", UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("1.2.3", response.Headers.GetValues(ApiHeaders.Version).Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Connect_UntrustedCertificate_GetsNoByteOfHttpAndIsRecorded(SslProtocols protocol)
    {
        using var stranger = AgentCertificate.Create(TimeProvider.System);

        Assert.Equal("", await AskAsync(stranger, protocol));

        using var client = _agent.Client(_agent.Server);
        var refused = await client.GetFromJsonAsync(new Uri("/api/v1/refused-connections", UriKind.Relative), ApiJson.Default.RefusedConnectionList, Token);
        var record = Assert.Single(refused!.Items);
        Assert.Equal(Thumbprint.Sha256Of(stranger), record.Thumbprint);
        Assert.Equal("127.0.0.1", record.Address);
        Assert.Equal($"tentacle configure --instance \"Test\" --trust {record.Thumbprint}", record.TrustCommand);
    }

    [Fact]
    public async Task Connect_UntrustedCertificate_IsOnDiskForOtherProgramsAndTheNextAgent()
    {
        using var stranger = AgentCertificate.Create(TimeProvider.System);

        await AskAsync(stranger, SslProtocols.Tls13);

        await Testing.Eventually.PassesAsync(
            () => Task.FromResult(Assert.Single(RefusedConnections.Read(_agent.Home.RefusedConnections), refused => refused.Thumbprint == Thumbprint.Sha256Of(stranger))), Token);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(_agent.Home.RefusedConnections));
    }

    [Fact]
    public async Task Connect_EmptyTrustList_IsRejected()
    {
        _agent.Settings.Change(s => Trusting(s));
        await Testing.Eventually.TrueAsync(async () => await AskAsync(_agent.Server, SslProtocols.Tls13) == "", "nobody is admitted", Token);
    }

    [Fact]
    public async Task Connect_TrustedBySha1AndEditedByHand_IsAdmittedWithoutARestart()
    {
        using var other = AgentCertificate.Create(TimeProvider.System);
        Assert.Equal("", await AskAsync(other, SslProtocols.Tls13));

        _agent.Settings.Change(s => Trusting(s, new TrustedServer { Thumbprint = Thumbprint.Sha1Of(other) }));

        await Testing.Eventually.TrueAsync(async () => (await AskAsync(other, SslProtocols.Tls13)).StartsWith("HTTP/1.1 200", StringComparison.Ordinal), "the new server is admitted", Token);
    }

    [Fact]
    public async Task RemoveTrust_OpenConnection_IsCutOff()
    {
        await using var connection = await _agent.ConnectAsync(_agent.Server);
        await connection.WriteAsync("GET /api/v1/jobs HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Token);
        Assert.True(await connection.ReadAsync(new byte[4096], Token) > 0);

        _agent.Settings.Change(s => Trusting(s));

        Assert.Equal("", await ReadAllAsync(connection, skipFirst: true));
    }

    [Theory]
    [InlineData("GET", "/", "HTTP/1.1 200 OK")]
    [InlineData("GET", "/api/v1", "HTTP/1.1 401 Unauthorized")]
    [InlineData("PUT", "/api/v1/jobs/x", "HTTP/1.1 401 Unauthorized")]
    [InlineData("POST", "/", "HTTP/1.1 401 Unauthorized")]
    public async Task Ask_Anonymous_GetsThePageOr401AndTheConnectionEnds(string method, string path, string expected)
    {
        await using var connection = await _agent.ConnectAsync(null);

        // The body never comes: the answer must not wait for it.
        await connection.WriteAsync(Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: x\r\n{(method == "GET" ? "" : "Content-Length: 1000000\r\n")}\r\n"), Token);
        var answer = await ReadAllAsync(connection);

        Assert.StartsWith(expected, answer, StringComparison.Ordinal);
        Assert.DoesNotContain(ApiHeaders.Version, answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Strict-Transport-Security", answer, StringComparison.OrdinalIgnoreCase);
        if (expected.Contains("200", StringComparison.Ordinal))
        {
            var certificate = ((SslStream)connection).RemoteCertificate!;
            Assert.Contains(Thumbprint.Sha256Of(certificate).Value, answer.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", answer, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains("urn:tentacle:problem:certificate-required", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Ask_AnonymousOverHttp2_IsSentBackToHttp11()
    {
        using var client = _agent.Client(null, HttpVersion.Version20);
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("/", UriKind.Relative), Token));
        Assert.Contains("HTTP_1_1_REQUIRED", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_Tls11_IsRefusedByAnAlert()
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", _agent.Port, Token);
        var stream = tcp.GetStream();

        // A ClientHello of TLS 1.1 with one common cipher suite, TLS_RSA_WITH_AES_128_CBC_SHA.
        byte[] hello = [3, 2, .. new byte[32], 0, 0, 2, 0, 0x2f, 1, 0];
        byte[] handshake = [1, 0, 0, (byte)hello.Length, .. hello];
        await stream.WriteAsync((byte[])[22, 3, 1, 0, (byte)handshake.Length, .. handshake], Token);
        var answer = new byte[7];
        await stream.ReadExactlyAsync(answer, Token);

        Assert.Equal(21, answer[0]);
        Assert.Equal(70, answer[6]);
    }

    [Theory]
    [InlineData("GET /api/v1/jobs HTTP/1.1\nHost: x\n\n")]
    [InlineData("PUT /api/v1/jobs/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("GET /api/v1/jobs HTTP/1.1\r\n\r\n")]
    [InlineData("GET /api/v1/jobs HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")]
    public async Task Ask_RequestThatTwoParsersReadDifferently_Is400(string request)
    {
        await using var connection = await _agent.ConnectAsync(_agent.Server);
        await connection.WriteAsync(Encoding.ASCII.GetBytes(request), Token);
        Assert.StartsWith("HTTP/1.1 400", await ReadAllAsync(connection), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_LocalSocket_NeedsNoCertificateAndIsOwnerOnly()
    {
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_agent.Home.LocalSocket));
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_agent.Home.LocalSocket), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("http://local/api/v1/jobs"), Token)).StatusCode);
    }

    private static InstanceSettings Trusting(InstanceSettings settings, params TrustedServer[] servers) => settings with
    {
        Tentacle = settings.Tentacle with { Communication = settings.Tentacle.Communication with { TrustedOctopusServers = servers } },
    };

    private async Task<string> AskAsync(X509Certificate2 certificate, SslProtocols protocol)
    {
        try
        {
            await using var connection = await _agent.ConnectAsync(certificate, protocol);
            await connection.WriteAsync("GET /api/v1/jobs HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray(), Token);
            return await ReadAllAsync(connection);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            return "";
        }
    }

    private static async Task<string> ReadAllAsync(Stream connection, bool skipFirst = false)
    {
        var answer = new StringBuilder();
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await connection.ReadAsync(buffer, Token)) > 0)
            {
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // Cut off: what came until then is the answer.
        }

        return skipFirst ? "" : answer.ToString();
    }
}
