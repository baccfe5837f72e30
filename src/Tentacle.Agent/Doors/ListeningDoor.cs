using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Tentacle.Agent.Identity;
using Tentacle.Contracts;
using Tentacle.Core.Trust;

namespace Tentacle.Agent.Doors;

/// <summary>
/// The TLS port. A peer is its certificate's thumbprint and nothing else: no CA, no host name, no expiry. A certificate that is not trusted
/// ends the connection before a byte of HTTP is read or answered; no certificate at all is let in to see the welcome page.
/// </summary>
internal sealed partial class ListeningDoor(AgentFacts facts, TrustStore trust, RefusedConnections refused, Connections connections, ILogger<ListeningDoor> logger)
{
    private readonly AnonymousConnections _anonymous = new();

    public void Listen(KestrelServerOptions kestrel, IPAddress? address, int port)
    {
        if (address is null)
        {
            kestrel.ListenAnyIP(port, Configure);
        }
        else
        {
            kestrel.Listen(address, port, Configure);
        }
    }

    private void Configure(ListenOptions endpoint)
    {
        endpoint.Protocols = HttpProtocols.Http1AndHttp2;
        endpoint.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = context => ValueTask.FromResult(Handshake(context)),
            HandshakeTimeout = TimeSpan.FromSeconds(10),
        });
        endpoint.Use(next => connection => EnterAsync(connection, next));
    }

    private SslServerAuthenticationOptions Handshake(TlsHandshakeCallbackContext context) => new()
    {
        ServerCertificateContext = facts.ServerCertificate,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateRequired = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        // Chains mean nothing here, and building one must not make us fetch what a stranger's certificate points at.
        CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck },
        RemoteCertificateValidationCallback = (_, certificate, _, _) => Admits(certificate, context.Connection.RemoteEndPoint),
    };

    private bool Admits(X509Certificate? certificate, EndPoint? remote)
    {
        if (certificate is not X509Certificate2 presented)
        {
            return true;
        }

        if (trust.IsTrusted(presented))
        {
            return true;
        }

        Refuse(presented, remote);
        return false;
    }

    private async Task EnterAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var certificate = connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        // A resumed session carries the certificate of an earlier handshake: it is checked again here.
        if (certificate is not null && !trust.IsTrusted(certificate))
        {
            Refuse(certificate, connection.RemoteEndPoint);
            return;
        }

        var tag = new ConnectionTag(Door.Listening, certificate, null);
        connection.Features.Set(tag);
        if (certificate is null)
        {
            await _anonymous.ServeAsync(connection, next);
        }
        else
        {
            await connections.ServeAsync(connection, tag, next);
        }
    }

    private void Refuse(X509Certificate2 certificate, EndPoint? remote)
    {
        refused.Record(Readable((remote as IPEndPoint)?.Address), certificate);
        if (refused.ShouldLog(out var suppressed))
        {
            LogRefused(remote, Thumbprint.Sha256Of(certificate), Thumbprint.Sha1Of(certificate), suppressed, facts.InstanceName);
        }
    }

    // A socket for both families shows IPv4 as ::ffff:192.0.2.1.
    private static IPAddress? Readable(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    [LoggerMessage(2001, LogLevel.Warning, "Refused {Remote}: its certificate {Thumbprint} (SHA-1 {Sha1}) is not trusted; {Suppressed} more refusals since the last line. To trust it: tentacle configure --instance \"{Instance}\" --trust {Thumbprint}")]
    private partial void LogRefused(EndPoint? remote, Thumbprint thumbprint, Thumbprint sha1, int suppressed, string instance);
}
