using System.Net.Security;
using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;

namespace Tentacle.Agent.Identity;

/// <summary>The identity of this agent. The certificate can be replaced while the agent runs. New connections then use the new one.</summary>
public sealed partial class AgentFacts
{
    private volatile State _state;

    public AgentFacts(string instanceName, string version, AgentIdentity identity)
    {
        (InstanceName, Version) = (instanceName, version);
        _state = State.Create(identity, null);
    }

    public string InstanceName { get; }

    public string Version { get; }

    public CertificateDescription Certificate => _state.Description;

    /// <summary>The certificate that replaces the current one later. Servers learn of it in advance. Null when there is none.</summary>
    public NextCertificateDescription? NextCertificate => _state.Next;

    internal SslStreamCertificateContext ServerCertificate => _state.Context;

    /// <summary>The signature algorithm of the current certificate, for example <c>sha256RSA</c>.</summary>
    public string? SignatureAlgorithm => _state.Context.TargetCertificate.SignatureAlgorithm.FriendlyName;

    /// <summary>Announces the next certificate, and presents the certificate of the settings to new connections whenever they change.</summary>
    /// <exception cref="SettingsException">A certificate in the settings cannot be read.</exception>
    public void Follow(LiveSettings settings, SecretsKey key, ILogger<AgentFacts> logger)
    {
        Apply();
        settings.Changed += (_, _) => Apply();

        void Apply()
        {
            var before = _state.Description.Thumbprint;
            var (identity, next) = (IdentityFor(settings.Current, key), NextFor(settings.Current, key));
            if (before != identity.Thumbprint || _state.Next != next)
            {
                _state = State.Create(identity, next);
            }

            if (before != identity.Thumbprint)
            {
                LogCertificateReplaced(logger, identity.Thumbprint, Certificate.Sha1Thumbprint);
            }
        }
    }

    /// <summary>Checks that the certificates in the settings can be presented.</summary>
    /// <exception cref="SettingsException">A certificate cannot be read, or there is none.</exception>
    public static void Require(InstanceSettings settings, SecretsKey key) => _ = (IdentityFor(settings, key), NextFor(settings, key));

    private static AgentIdentity IdentityFor(InstanceSettings settings, SecretsKey key) => StoredCertificate.Load(settings, key)
        ?? throw new SettingsException(
            "They name no certificate, although this Tentacle has one: they are not the whole of its settings. "
            + "Restore the settings file, or run 'tentacle new-certificate'.");

    private static NextCertificateDescription? NextFor(InstanceSettings settings, SecretsKey key)
    {
        using var next = StoredCertificate.LoadNext(settings, key);
        return next is null ? null : new NextCertificateDescription(
            next.Thumbprint,
            Thumbprint.Sha1Of(next.Certificate),
            next.Certificate.NotBefore.ToUniversalTime(),
            next.Certificate.NotAfter.ToUniversalTime(),
            settings.Tentacle.NextCertificate!.From);
    }

    [LoggerMessage(5003, LogLevel.Warning, "The certificate was replaced; new connections see {Thumbprint} (SHA-1 {Sha1}), which servers must trust")]
    private static partial void LogCertificateReplaced(ILogger logger, Thumbprint thumbprint, Thumbprint sha1);

    private sealed record State(SslStreamCertificateContext Context, CertificateDescription Description, NextCertificateDescription? Next)
    {
        public static State Create(AgentIdentity identity, NextCertificateDescription? next) => new(
            SslStreamCertificateContext.Create(identity.Certificate, identity.Chain.Count == 0 ? null : identity.Chain, offline: true),
            new CertificateDescription(
                Thumbprint.Sha256Of(identity.Certificate),
                Thumbprint.Sha1Of(identity.Certificate),
                identity.Certificate.NotBefore.ToUniversalTime(),
                identity.Certificate.NotAfter.ToUniversalTime()),
            next);
    }
}
