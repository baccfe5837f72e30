using System.Net.Security;
using Tentacle.Contracts;
using Tentacle.Core.Trust;

namespace Tentacle.Agent.Identity;

/// <summary>Who this agent is. The certificate can be replaced while it runs; new connections get the new one.</summary>
public sealed class AgentFacts
{
    private volatile State _state;

    public AgentFacts(string instanceName, string version, AgentIdentity identity)
    {
        (InstanceName, Version) = (instanceName, version);
        _state = State.Of(identity, null);
    }

    public string InstanceName { get; }

    public string Version { get; }

    public CertificateDescription Certificate => _state.Description;

    /// <summary>What servers should be told of now, because it takes over later; null when nothing waits.</summary>
    public NextCertificateDescription? NextCertificate => _state.Next;

    internal SslStreamCertificateContext ServerCertificate => _state.Context;

    /// <summary>Presents this identity from now on, and announces the next one.</summary>
    public void Present(AgentIdentity identity, NextCertificateDescription? next) => _state = State.Of(identity, next);

    private sealed record State(SslStreamCertificateContext Context, CertificateDescription Description, NextCertificateDescription? Next)
    {
        public static State Of(AgentIdentity identity, NextCertificateDescription? next) => new(
            SslStreamCertificateContext.Create(identity.Certificate, identity.Chain.Count == 0 ? null : identity.Chain, offline: true),
            new CertificateDescription(
                Thumbprint.Sha256Of(identity.Certificate),
                Thumbprint.Sha1Of(identity.Certificate),
                identity.Certificate.NotBefore.ToUniversalTime(),
                identity.Certificate.NotAfter.ToUniversalTime()),
            next);
    }
}
