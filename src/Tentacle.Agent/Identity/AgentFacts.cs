using System.Net.Security;
using Tentacle.Contracts;
using Tentacle.Instances.Trust;

namespace Tentacle.Agent.Identity;

/// <summary>The identity of this agent. The certificate can be replaced while the agent runs. New connections then use the new one.</summary>
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

    /// <summary>The certificate that replaces the current one later. Servers learn of it in advance. Null when there is none.</summary>
    public NextCertificateDescription? NextCertificate => _state.Next;

    internal SslStreamCertificateContext ServerCertificate => _state.Context;

    /// <summary>Presents this identity to new connections, and announces the next certificate.</summary>
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
