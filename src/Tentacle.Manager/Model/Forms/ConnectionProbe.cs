using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tentacle.Contracts;

namespace Tentacle.Manager.Model.Forms;

/// <summary>
/// Connects to a server as the agent will, through the proxy if there is one, and reads its certificate. Nothing is trusted and no request is sent.
/// </summary>
public sealed class ConnectionProbe(TimeProvider time)
{
    private const int MaxAnswerLength = 8 * 1024;
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(10);

    public async Task<ProbeResult> TryAsync(Uri server, ProxyForm proxy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(proxy);
        using var timeUp = new CancellationTokenSource(MaxDuration, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, cancellationToken);
        var way = WayOf(server, proxy);
        using var tcp = new TcpClient();
        try
        {
            await tcp.ConnectAsync(way.Host, way.Port, either.Token);
            var stream = tcp.GetStream();
            if (way.IsProxy && await ThroughAsync(stream, server, way, either.Token) is { } refusal)
            {
                return new ProbeResult(refusal);
            }

            return await InspectAsync(stream, server, way, either.Token);
        }
        catch (SocketException e)
        {
            return new ProbeResult($"{way.Name} cannot be reached at {way.Host}:{way.Port}: {e.Message}. Check the name, the port and the firewalls between.");
        }
        catch (IOException e)
        {
            return new ProbeResult($"{way.Name} broke the connection off: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeResult(
                $"{way.Name} at {way.Host}:{way.Port} did not answer within {MaxDuration.TotalSeconds:0} seconds. "
                + "A firewall may drop the connection without a word.");
        }
    }

    private static Way WayOf(Uri server, ProxyForm proxy) => proxy.Kind switch
    {
        ProxyKind.Custom => new Way("The proxy", proxy.Host, int.Parse(proxy.Port, CultureInfo.InvariantCulture), true, proxy.Username, proxy.Password),
        ProxyKind.System when !HttpClient.DefaultProxy.IsBypassed(server)
            && HttpClient.DefaultProxy.GetProxy(server) is { } system => new Way("The system's proxy", system.Host, system.Port, true, "", ""),
        _ => new Way("The server", server.Host, server.Port, false, "", ""),
    };

    // The error; null when the proxy has opened the tunnel.
    private static async Task<string?> ThroughAsync(NetworkStream stream, Uri server, Way way, CancellationToken cancellationToken)
    {
        var target = string.Create(CultureInfo.InvariantCulture, $"{server.Host}:{server.Port}");
        var login = way.Username.Length == 0 ? "" : $"Proxy-Authorization: Basic "
            + $"{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{way.Username}:{way.Password}"))}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{login}\r\n"), cancellationToken);
        var answer = await ReadHeadAsync(stream, cancellationToken);
        var status = answer.Split(' ', 3) is [var version, { Length: 3 } code, ..] && version.StartsWith("HTTP/", StringComparison.Ordinal) ? code : "";
        return status switch
        {
            "200" => null,
            "407" => way.Username.Length == 0
                ? $"{way.Name} wants a user name and a password."
                : $"{way.Name} does not accept this user name with this "
                    + $"password.{(way.Password.Length == 0 ? " A stored password is never read back: type it again for this test." : "")}",
            "" => $"What answers at {way.Host}:{way.Port} is not an HTTP proxy.",
            _ => $"{way.Name} does not let it through to {target}: {answer.Split("\r\n")[0]}.",
        };
    }

    // The head is read byte by byte, because the following bytes belong to TLS.
    private static async Task<string> ReadHeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new byte[MaxAnswerLength];
        var length = 0;
        while (length < head.Length && !head.AsSpan(0, length).EndsWith("\r\n\r\n"u8)
            && await stream.ReadAsync(head.AsMemory(length, 1), cancellationToken) == 1)
        {
            length++;
        }

        return Encoding.Latin1.GetString(head, 0, length);
    }

    private static async Task<ProbeResult> InspectAsync(NetworkStream stream, Uri server, Way way, CancellationToken cancellationToken)
    {
        Thumbprint? presented = null;
        Thumbprint? sha1 = null;
        using var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        var options = PinnedTls.CreateClientOptions(own: null, Keep);
        options.TargetHost = server.Host;
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
        }
        catch (Exception e) when (e is AuthenticationException or IOException && presented is not null)
        {
            // The server requires a client certificate, which only the agent has. The probe already has the server's certificate.
        }
        catch (AuthenticationException e)
        {
            return new ProbeResult($"What answers there does not speak TLS: {e.Message}");
        }

        return new ProbeResult(way.IsProxy ? $"{way.Name} lets it through, and the server answers." : "The server answers.")
        {
            Presented = presented,
            PresentedSha1 = sha1,
        };

        bool Keep(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            if (certificate is X509Certificate2 shown)
            {
                (presented, sha1) = (Thumbprint.Sha256Of(shown), Thumbprint.Sha1Of(shown));
            }

            // The certificate is only recorded, not trusted. The caller compares the thumbprint, and nothing is sent.
            return presented is not null;
        }
    }

    private sealed record Way(string Name, string Host, int Port, bool IsProxy, string Username, string Password);
}
