using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Tentacle.Testing;

namespace Tentacle.Agent.Tests;

/// <summary>A company's proxy that breaks TLS open: it grants every tunnel, and presents a certificate of its own in the server's place.</summary>
internal sealed class InterceptingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TestCertificate _certificate;

    public InterceptingProxy(TestCertificate certificate)
    {
        _certificate = certificate;
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync();
            await ReadHeadAsync(client.GetStream());
            await client.GetStream().WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray());
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate.Certificate, ApplicationProtocols = [SslApplicationProtocol.Http11] });
            await tls.CopyToAsync(Stream.Null);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The agent turned away, or the test is over.
        }
    }

    private static async Task ReadHeadAsync(NetworkStream stream)
    {
        var last = new byte[4];
        while (!last.AsSpan().SequenceEqual("\r\n\r\n"u8))
        {
            last.AsSpan(1).CopyTo(last);
            await stream.ReadExactlyAsync(last.AsMemory(3));
        }
    }
}
