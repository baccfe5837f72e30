namespace Tentacle.Testing.Programs;

/// <summary>A real HTTP proxy, tinyproxy or squid, on a free port of 127.0.0.1, with its log.</summary>
public sealed class HttpProxy : IAsyncDisposable
{
    public const string User = "deploy";
    public const string Password = "correct horse";

    private readonly TemporaryDirectory _directory;
    private readonly RunningProgram _program;

    private HttpProxy(TemporaryDirectory directory, RunningProgram program, int port) => (_directory, _program, Port) = (directory, program, port);

    public int Port { get; }

    /// <summary>What it has written of the requests it saw.</summary>
    public string Log => File.Exists(_directory["access.log"]) ? File.ReadAllText(_directory["access.log"]) : "";

    /// <summary>Everything that lies in its directory, logs and all.</summary>
    public string AllItWrote => string.Concat(Directory.EnumerateFiles(_directory.Path, "*.log").Select(File.ReadAllText)) + _program.Output + _program.Errors;

    public static async Task<HttpProxy> StartTinyproxyAsync(bool withPassword, CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        return await StartAsync(
            (directory, port) => $"""
                Port {port}
                Listen 127.0.0.1
                LogFile "{directory["access.log"]}"
                LogLevel Connect
                MaxClients 20
                {(withPassword ? $"BasicAuth {User} {Password.Replace(' ', '-')}" : "")}
                """,
            configuration => new ProgramStart("/usr/bin/tinyproxy", "-d", "-c", configuration),
            cancellationToken);
    }

    /// <param name="scheme">none, basic, digest or ntlm (its helper lets in who can say the protocol).</param>
    public static async Task<HttpProxy> StartSquidAsync(string scheme, CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        return await StartAsync(
            (directory, port) =>
            {
                File.WriteAllText(directory["passwords"], $"{User}:{Password}\n");
                File.WriteAllText(directory["check"], Helper);
                File.SetUnixFileMode(directory["check"], (UnixFileMode)0b111_101_101);

                // squid gives up root and runs as proxy.
                File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_111_111);
                File.SetUnixFileMode(directory["passwords"], (UnixFileMode)0b110_100_100);
                return $"""
                    http_port 127.0.0.1:{port}
                    pid_filename none
                    cache deny all
                    access_log stdio:{directory["access.log"]}
                    cache_log {directory["cache.log"]}
                    coredump_dir {directory.Path}
                    shutdown_lifetime 0 seconds
                    {Authentication(scheme, directory)}
                    http_access deny all
                    """;
            },
            configuration => new ProgramStart("/usr/sbin/squid", "-N", "-f", configuration),
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        _directory.Dispose();
    }

    // squid escapes what it passes: one line "user password" in, OK or ERR out.
    private const string Helper = $"""
        #!/bin/sh
        while read -r user password; do
          if [ "$user" = {User} ] && [ "$password" = "correct%20horse" ]; then echo OK; else echo ERR; fi
        done
        """;

    private static string Authentication(string scheme, TemporaryDirectory directory) => scheme switch
    {
        "none" => "http_access allow all",
        "basic" => $"auth_param basic program {directory["check"]}\nauth_param basic realm test\nacl known proxy_auth REQUIRED\nhttp_access allow known",
        "digest" => $"auth_param digest program /usr/lib/squid/digest_file_auth {directory["passwords"]}\nauth_param digest realm test\nacl known proxy_auth REQUIRED\nhttp_access allow known",
        "ntlm" => "auth_param ntlm program /usr/lib/squid/ntlm_fake_auth\nauth_param ntlm keep_alive on\nacl known proxy_auth REQUIRED\nhttp_access allow known",
        _ => throw new ArgumentOutOfRangeException(nameof(scheme), scheme, "none, basic, digest or ntlm"),
    };

    private static Task EnsureAsync(CancellationToken cancellationToken) =>
        DebianPackages.EnsureAsync("tinyproxy squid", () => File.Exists("/usr/bin/tinyproxy") && File.Exists("/usr/sbin/squid"), cancellationToken);

    private static async Task<HttpProxy> StartAsync(Func<TemporaryDirectory, int, string> configure, Func<string, ProgramStart> start, CancellationToken cancellationToken)
    {
        var directory = new TemporaryDirectory();
        var port = FreePort.Next();
        File.WriteAllText(directory["proxy.conf"], configure(directory, port) + "\n");
        var proxy = new HttpProxy(directory, RunningProgram.Start(start(directory["proxy.conf"])), port);
        try
        {
            await Eventually.TrueAsync(() => proxy.ListensAsync(), cancellationToken, what: $"the proxy listens; it wrote: {proxy.AllItWrote}");
            return proxy;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    private async Task<bool> ListensAsync()
    {
        if (_program.HasExited)
        {
            throw new InvalidOperationException($"The proxy ended at once: {AllItWrote}");
        }

        try
        {
            using var tcp = new System.Net.Sockets.TcpClient();
            await tcp.ConnectAsync(System.Net.IPAddress.Loopback, Port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
