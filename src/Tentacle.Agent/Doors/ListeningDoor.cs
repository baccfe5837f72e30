using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Tentacle.Agent.Doors.Untrusted;
using Tentacle.Agent.Identity;
using Tentacle.Contracts;
using Tentacle.Instances.Trust;

namespace Tentacle.Agent.Doors;

/// <summary>
/// The TLS port. A peer is identified by the thumbprint of its certificate only. CA, host name and expiry are ignored. A certificate that is not trusted
/// ends the connection before a byte of HTTP is read or sent. A peer without a certificate is admitted to the welcome page.
/// </summary>
internal sealed class ListeningDoor(AgentFacts facts, TrustStore trust, Connections connections, UntrustedConnections untrusted, Refusals refusals)
{
    private static readonly TimeSpan MaxOpening = TimeSpan.FromSeconds(10);

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
        endpoint.Use(next => connection => OpenAsync(connection, next));
        endpoint.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = context => ValueTask.FromResult(Handshake(context)),
            HandshakeTimeout = MaxOpening,
        });
        endpoint.Use(next => connection => EnterAsync(connection, next));
    }

    private SslServerAuthenticationOptions Handshake(TlsHandshakeCallbackContext context) =>
        PinnedTls.CreateServerOptions(facts.ServerCertificate, (_, certificate, _, _) => Admits(certificate, context.Connection.RemoteEndPoint));

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

        refusals.RecordCertificate(remote, presented);
        return false;
    }

    // Before TLS.
    private async Task OpenAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var entered = untrusted.Enter(connection);
        connection.Features.Set(entered);
        try
        {
            var protocol = await ReadOpeningAsync(connection);
            if (protocol == OpeningProtocol.Tls)
            {
                entered.Stage = UntrustedStage.Handshake;
                await next(connection);
                if (entered.Stage == UntrustedStage.Handshake && TimeProvider.System.GetElapsedTime(entered.Since) >= MaxOpening)
                {
                    refusals.RecordLate(connection.RemoteEndPoint);
                }
            }
            else if (protocol != OpeningProtocol.Incomplete)
            {
                await RefuseUnencryptedAsync(connection, protocol);
            }
        }
        finally
        {
            untrusted.Leave(entered);
        }
    }

    private async Task<OpeningProtocol> ReadOpeningAsync(ConnectionContext connection)
    {
        using var timeUp = new CancellationTokenSource(MaxOpening, TimeProvider.System);
        try
        {
            return await OpeningBytes.ReadAsync(connection.Transport.Input, timeUp.Token);
        }
        catch (OperationCanceledException) when (timeUp.IsCancellationRequested)
        {
            refusals.RecordLate(connection.RemoteEndPoint);
            return OpeningProtocol.Incomplete;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // A newer connection displaced this one, or the peer disconnected.
            return OpeningProtocol.Incomplete;
        }
    }

    private async Task RefuseUnencryptedAsync(ConnectionContext connection, OpeningProtocol protocol)
    {
        refusals.RecordUnencrypted(connection.RemoteEndPoint, protocol switch
        {
            OpeningProtocol.Http => UnencryptedProtocol.Http,
            OpeningProtocol.Octopus => UnencryptedProtocol.Octopus,
            _ => UnencryptedProtocol.Other,
        });
        if (protocol != OpeningProtocol.Http)
        {
            return;
        }

        try
        {
            await PlainHttpAnswer.SendAsync(connection.Transport, TimeProvider.System, connection.ConnectionClosed);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The peer disconnected, or did not read the answer.
        }
    }

    private async Task EnterAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var certificate = connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        // A resumed session carries the certificate of an earlier handshake, so it is checked again.
        if (certificate is not null && !trust.IsTrusted(certificate))
        {
            refusals.RecordCertificate(connection.RemoteEndPoint, certificate);
            return;
        }

        var tag = new ConnectionTag(Door.Listening, certificate, null);
        connection.Features.Set(tag);
        var entered = connection.Features.GetRequiredFeature<UntrustedConnection>();
        if (certificate is null)
        {
            entered.Stage = UntrustedStage.Anonymous;
            await AnonymousConnections.ServeAsync(connection, next);
            return;
        }

        entered.Stage = UntrustedStage.Trusted;
        untrusted.Trust(entered);
        if (!await connections.ServeAsync(connection, tag, next))
        {
            refusals.RecordTrustedTooMany(connection.RemoteEndPoint, Connections.MaxCount);
        }
    }
}
