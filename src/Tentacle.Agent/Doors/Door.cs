using System.Security.Cryptography.X509Certificates;
using Tentacle.Contracts;

namespace Tentacle.Agent.Doors;

/// <summary>The way in which a connection was established.</summary>
public enum Door
{
    /// <summary>Accepted on the TLS port.</summary>
    Listening,

    /// <summary>Dialled by the agent. The server sends the requests, as on the TLS port.</summary>
    Polled,

    /// <summary>Accepted on the local socket, which only the service account and administrators can open.</summary>
    Local,
}

/// <summary>The identity of a connection, known before its first byte of HTTP. It is a feature of every request.</summary>
/// <param name="Door">The way in which the connection was established.</param>
/// <param name="Certificate">The certificate of the trusted peer. Null for a local or an anonymous peer.</param>
/// <param name="LocalAccount">The account that opened the local socket. Null for other connections.</param>
internal sealed record ConnectionTag(Door Door, X509Certificate2? Certificate, string? LocalAccount)
{
    /// <summary>The caller's name: a thumbprint, or <c>local:ACCOUNT</c>. Null when the caller is anonymous.</summary>
    public string? Caller { get; } =
        Certificate is not null ? Thumbprint.Sha256Of(Certificate).Value : LocalAccount is not null ? $"local:{LocalAccount}" : null;
}
