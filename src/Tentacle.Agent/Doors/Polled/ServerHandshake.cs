using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Tentacle.Agent.Identity;
using Tentacle.Contracts;
using Tentacle.Instances.Subscriptions;
using Tentacle.Platform.Text;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>One TLS handshake with a polled server. The server must match the pinned thumbprint. ALPN distinguishes our servers from Octopus Server.</summary>
internal sealed class ServerHandshake(Subscription server, AgentFacts facts)
{
    /// <summary>The certificate that the server presented. Null until then.</summary>
    public X509Certificate2? Presented { get; private set; }

    /// <summary>The SHA-256 thumbprint of the certificate that this agent presents.</summary>
    public Thumbprint Own { get; } = facts.Certificate.Thumbprint;

    /// <summary>True when the connection to the server, or the proxy's tunnel to it, is established.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>True when TLS is complete and the server is the expected one.</summary>
    public bool IsDone { get; private set; }

    /// <exception cref="PollingException">The server is not the pinned one, or speaks another protocol.</exception>
    public async ValueTask<Stream> SecureAsync(Stream stream, CancellationToken cancellationToken)
    {
        HasBegun = true;
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(Options(), cancellationToken);
        }
        catch (AuthenticationException e) when (Presented is not null && !server.Thumbprint.Matches(Presented))
        {
            throw new PollingException(Mismatch(Presented), e);
        }

        IsDone = true;
        return tls.NegotiatedApplicationProtocol == SslApplicationProtocol.Http11
            ? tls
            : throw new PollingException(
                $"The server at {server.Address} does not speak this agent's polling protocol (it chose no ALPN protocol in the TLS handshake), as Octopus "
                + "Server does not: its own protocol is not supported by this version. "
                + $"Poll a server that speaks it, or let this server connect to the agent: tentacle configure --noListen false --trust {server.Thumbprint}");
    }

    private SslClientAuthenticationOptions Options()
    {
        var options = PinnedTls.CreateClientOptions(facts.ServerCertificate, (_, certificate, _, _) => Admits(certificate));
        options.TargetHost = server.Address.Host;
        options.ApplicationProtocols = [SslApplicationProtocol.Http11];
        return options;
    }

    private bool Admits(X509Certificate? certificate)
    {
        // Copy the certificate, because the original is disposed with the stream.
        Presented = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return Presented is not null && server.Thumbprint.Matches(Presented);
    }

    private string Mismatch(X509Certificate2 presented)
    {
        var thumbprint = server.Thumbprint.IsSha1 ? Thumbprint.Sha1Of(presented) : Thumbprint.Sha256Of(presented);
        return $"The server at {server.Address} presented a certificate of '{ClaimedText.Escape(presented.Subject)}' with the thumbprint {thumbprint}; "
            + $"expected was {server.Thumbprint}. "
            + "Either the server got a new certificate, or something between breaks TLS open. If the new thumbprint is the server's, as its administrator "
            + "confirms: "
            + $"tentacle update-trust --oldThumbprint {server.Thumbprint} --newThumbprint {thumbprint}";
    }
}
