using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Tentacle.Contracts;

/// <summary>
/// The TLS of a connection between a server and an agent: version 1.2 or 1.3, and peers that are identified by the thumbprint of their certificate. Chains,
/// names, expiry and revocation are ignored, and nothing is downloaded from an address in a certificate.
/// </summary>
public static class PinnedTls
{
    private const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Creates the options of the peer that opens the connection.</summary>
    /// <param name="own">The certificate to present. Null presents none.</param>
    /// <param name="admits">Decides about the certificate of the other peer.</param>
    public static SslClientAuthenticationOptions CreateClientOptions(SslStreamCertificateContext? own, RemoteCertificateValidationCallback admits) => new()
    {
        EnabledSslProtocols = Protocols,
        ClientCertificateContext = own,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = CreateChainPolicy(),
        RemoteCertificateValidationCallback = admits,
    };

    /// <summary>Creates the options of the peer that accepts the connection. The other peer is asked for a certificate.</summary>
    /// <param name="own">The certificate to present.</param>
    /// <param name="admits">Decides about the certificate of the other peer, which is null when it has none.</param>
    public static SslServerAuthenticationOptions CreateServerOptions(SslStreamCertificateContext own, RemoteCertificateValidationCallback admits) => new()
    {
        EnabledSslProtocols = Protocols,
        ServerCertificateContext = own,
        ClientCertificateRequired = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = CreateChainPolicy(),
        RemoteCertificateValidationCallback = admits,
    };

    private static X509ChainPolicy CreateChainPolicy() => new() { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
}
