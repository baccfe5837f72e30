using System.Security.Cryptography.X509Certificates;
using Tentacle.Contracts;

namespace Tentacle.Agent.Doors;

/// <summary>How a connection came in.</summary>
public enum Door
{
    /// <summary>Accepted on the TLS port.</summary>
    Listening,

    /// <summary>Dialled by the agent; the server at its other end asks, as on the TLS port.</summary>
    Polled,

    /// <summary>Accepted on the local socket, which only the service account and administrators can open.</summary>
    Local,
}

/// <summary>What is known of a connection before its first byte of HTTP. Every request finds it among its features.</summary>
/// <param name="Door">How it came in.</param>
/// <param name="Certificate">The trusted peer's; null for a local or an anonymous one.</param>
/// <param name="LocalAccount">Who opened the local socket.</param>
internal sealed record ConnectionTag(Door Door, X509Certificate2? Certificate, string? LocalAccount)
{
    /// <summary>The caller's name: a thumbprint, or <c>local:ACCOUNT</c>; null when anonymous.</summary>
    public string? Caller { get; } =
        Certificate is not null ? Thumbprint.Sha256Of(Certificate).Value : LocalAccount is not null ? $"local:{LocalAccount}" : null;
}
