using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Tentacle.Contracts;

namespace Tentacle.Agent.Identity;

/// <summary>Who this agent is. The certificate can be replaced while it runs; new connections get the new one.</summary>
public sealed class AgentFacts
{
    private volatile State _state;

    public AgentFacts(string instanceName, string version, X509Certificate2 certificate)
    {
        (InstanceName, Version) = (instanceName, version);
        _state = State.Of(certificate);
    }

    public string InstanceName { get; }

    public string Version { get; }

    public CertificateDescription Certificate => _state.Description;

    internal SslStreamCertificateContext ServerCertificate => _state.Context;

    public void ReplaceCertificate(X509Certificate2 certificate) => _state = State.Of(certificate);

    private sealed record State(SslStreamCertificateContext Context, CertificateDescription Description)
    {
        public static State Of(X509Certificate2 certificate) => new(
            SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
            new CertificateDescription(
                Thumbprint.Sha256Of(certificate),
                Thumbprint.Sha1Of(certificate),
                certificate.NotBefore.ToUniversalTime(),
                certificate.NotAfter.ToUniversalTime()));
    }
}
