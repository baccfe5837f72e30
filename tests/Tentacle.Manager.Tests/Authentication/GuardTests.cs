using System.Net;
using System.Net.Sockets;
using System.Text;
using Tentacle.Manager.Tests.Running;
using Tentacle.Testing;

namespace Tentacle.Manager.Tests.Authentication;

/// <summary>Each guard attacked from outside, as another account, another site or another process would.</summary>
public sealed class GuardTests(GuardedManager guarded) : IClassFixture<GuardedManager>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/instance/Tentacle/jobs")]
    [InlineData("/css/manager.css")]
    [InlineData("/_blazor/negotiate")]
    [InlineData("/agent/Tentacle/api/v1/jobs")]
    [InlineData("/swagger/swagger-ui-bundle.js")]
    public async Task Request_OfAnotherAccount_WithoutTheCookie_Is401(string path)
    {
        using var http = guarded.Manager.CreateHttp();

        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.DoesNotContain("_framework", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WithAGuessedCookie_Is401()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/", cookie: "tentacle-manager=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    }

    [Fact]
    public async Task Request_WithTheCookie_IsAnswered() => Assert.Equal(HttpStatusCode.OK, await GetAsync("/instances"));

    [Fact]
    public async Task FirstPage_IsThatOfTheOnlyInstance()
    {
        using var response = await SendAsync("/");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal($"/instance/{guarded.Instance.Name}", response.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("evil.example")]
    [InlineData("00000000000000000000000000000000.localhost")]
    public async Task Request_WithAForgedHost_Is421_WithTheCookieToo(string host)
    {
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await GetAsync("/", host: $"{host}:{guarded.Manager.Address.Port}"));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await GetAsync("/start?token=x", host: host));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://localhost")]
    public async Task Form_OfAnotherSite_Is421(string origin)
    {
        using var http = guarded.Manager.CreateHttp();
        using var message = new HttpRequestMessage(HttpMethod.Post, "/agent/Tentacle/api/v1/jobs") { Content = new FormUrlEncodedContent([]) };
        message.Headers.Add("Cookie", guarded.Cookie);
        message.Headers.Add("Origin", origin);

        using var response = await http.SendAsync(message, Cancel);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }

    [Fact]
    public async Task Post_WithoutAnOrigin_Is421()
    {
        using var http = guarded.Manager.CreateHttp();
        using var message = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        message.Headers.Add("Cookie", guarded.Cookie);

        using var response = await http.SendAsync(message, Cancel);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(null, "421")]
    [InlineData("https://evil.example", "421")]
    [InlineData("own", "101")]
    public async Task WebSocket_ToTheHub_OpensForOurOwnPagesOnly(string? origin, string status)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, guarded.Manager.Address.Port, Cancel);
        var own = guarded.Manager.Address.GetLeftPart(UriPartial.Authority);
        var request = new StringBuilder("GET /_blazor HTTP/1.1\r\n")
            .Append("Host: ").Append(guarded.Manager.Address.Authority).Append("\r\nCookie: ").Append(guarded.Cookie)
            .Append("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
            .Append(origin is null ? "" : $"Origin: {(origin == "own" ? own : origin)}\r\n").Append("\r\n");
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request.ToString()), Cancel);
        using var reader = new StreamReader(tcp.GetStream());

        var first = await reader.ReadLineAsync(Cancel);

        Assert.Equal(status, first!.Split(' ')[1]);
    }

    [Fact]
    public async Task Token_UsedASecondTime_Is401()
    {
        using var http = guarded.Manager.CreateHttp();

        using var response = await http.GetAsync(guarded.UsedStart, Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public void Cookie_CanBeReadByNoScriptAndSentByNoOtherSite()
    {
        Assert.Contains("httponly", guarded.CookieAttributes, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", guarded.CookieAttributes, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", guarded.CookieAttributes, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires=", guarded.CookieAttributes, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void ForwardingFile_WasReadableByItsOwnerOnly()
    {
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, guarded.FileMode);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, guarded.DirectoryMode);
    }

    [Fact]
    public async Task ForwardingFile_OnceABrowserHasCome_IsGone() =>
        await Eventually.TrueAsync(() => !File.Exists(guarded.Manager.ForwardingFile), Cancel);

    [Fact]
    public void Token_StandsInNoOutputAndNoArguments()
    {
        Assert.DoesNotContain(guarded.UsedToken, guarded.Manager.Program.Output + guarded.Manager.Program.Errors, StringComparison.Ordinal);
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)))
        {
            Assert.DoesNotContain(guarded.UsedToken, ReadArguments(process), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Port_IsOpenOnLoopbackOnly()
    {
        var listeners = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Where(endpoint => endpoint.Port == guarded.Manager.Address.Port).ToList();

        Assert.NotEmpty(listeners);
        Assert.All(listeners, endpoint => Assert.True(IPAddress.IsLoopback(endpoint.Address), endpoint.ToString()));
        Assert.DoesNotContain(System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), endpoint => endpoint.Port == guarded.TemptingPort);
    }

    [Fact]
    public async Task Answers_AllowNoScriptButOurFilesAndNoFrameAroundThem()
    {
        using var response = await SendAsync("/instances");
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();

        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("no-store", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        var html = await response.Content.ReadAsStringAsync(Cancel);
        Assert.DoesNotContain("<script>", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("://", html.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ThroughTheApiPage_ThatChangesSomething_NeedsTheAntiforgeryHeader()
    {
        using var http = guarded.Manager.CreateHttp();
        using var message = new HttpRequestMessage(HttpMethod.Post, "/agent/Tentacle/api/v1/jobs") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        message.Headers.Add("Cookie", guarded.Cookie);
        message.Headers.Add("Origin", guarded.Manager.Address.GetLeftPart(UriPartial.Authority));

        using var response = await http.SendAsync(message, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task PublicOrigin_IsOneMoreAndNoOther()
    {
        await using var manager = await RunningManager.StartAsync(guarded.Instance, Cancel, "--public-origin", "https://admin.example:8443");

        Assert.Equal("https://admin.example:8443/", manager.Address.ToString());
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, ConnectCallback = ConnectAsync });
        foreach (var (host, expected) in new[] { ("admin.example:8443", HttpStatusCode.Unauthorized), ("admin.example", HttpStatusCode.MisdirectedRequest), ("other.example:8443", HttpStatusCode.MisdirectedRequest) })
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, "http://manager.invalid/");
            message.Headers.Host = host;
            using var response = await http.SendAsync(message, Cancel);
            Assert.Equal(expected, response.StatusCode);
        }

        async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
        {
            var port = ListenedBy(manager);
            var tcp = new TcpClient();
            await tcp.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return tcp.GetStream();
        }
    }

    [Fact]
    public async Task Port_ThatIsTaken_IsNamedAndExitsWith1()
    {
        var taken = guarded.Manager.Address.Port;

        var result = await Tentacle.Testing.Programs.RunningProgram.RunAsync(guarded.Instance.Command("manager", "--no-browser", "--port", $"{taken}"), Cancel);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{taken}", result.Errors, StringComparison.Ordinal);
        Assert.Contains("--port", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manager_ThatIsToldToStop_EndsWithItsCommand()
    {
        await using var manager = await RunningManager.StartAsync(guarded.Instance, Cancel);
        var file = manager.ForwardingFile;

        manager.Program.Terminate();

        Assert.Equal(0, await manager.Program.WaitForExitAsync(Cancel));
        Assert.False(File.Exists(file));
    }

    private static string ReadArguments(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static int ListenedBy(RunningManager manager) => manager.FindPort();

    private async Task<HttpStatusCode> GetAsync(string path, string? host = null, string? cookie = null)
    {
        using var response = await SendAsync(path, host, cookie);
        return response.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string? host = null, string? cookie = null)
    {
        using var http = guarded.Manager.CreateHttp();
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        message.Headers.Add("Cookie", cookie ?? guarded.Cookie);
        message.Headers.Host = host;
        return await http.SendAsync(message, Cancel);
    }
}
