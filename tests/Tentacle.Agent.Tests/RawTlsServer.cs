using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Tentacle.Testing;

namespace Tentacle.Agent.Tests;

/// <summary>Whatever may listen where a polled server is expected: it does TLS as told, answers every request with one text, and keeps what it was asked.</summary>
internal sealed class RawTlsServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TestCertificate _certificate;
    private readonly string? _answer;
    private readonly SslApplicationProtocol[] _protocols;

    public RawTlsServer(TestCertificate certificate, string? answer, params SslApplicationProtocol[] protocols)
    {
        (_certificate, _answer, _protocols) = (certificate, answer, protocols);
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Address => new($"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>The head of the last request.</summary>
    public string Asked { get; private set; } = "";

    /// <summary>Completes when a request has come.</summary>
    public TaskCompletionSource WasAsked { get; } = new();

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            using (client)
            await using (var tls = new SslStream(client.GetStream()))
            {
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificate = _certificate.Certificate,
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, _, _, _) => true,
                    ApplicationProtocols = _protocols.Length == 0 ? null : [.. _protocols],
                });
                var buffer = new byte[4096];
                Asked = Encoding.ASCII.GetString(buffer, 0, await tls.ReadAsync(buffer));
                WasAsked.TrySetResult();
                if (_answer is { Length: > 0 })
                {
                    await tls.WriteAsync(Encoding.ASCII.GetBytes(_answer.ReplaceLineEndings("\r\n")));
                }

                // Null keeps silent until the other side has enough.
                if (_answer is null)
                {
                    await tls.CopyToAsync(Stream.Null);
                }
            }
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The agent turned away.
        }
    }
}
