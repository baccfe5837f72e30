using Microsoft.Extensions.Logging;
using Tentacle.Agent.Identity;
using Tentacle.Agent.Observing.Logging;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Site;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Subscriptions;
using Tentacle.Instances.Trust;

namespace Tentacle.Agent.Settings;

/// <summary>Applies to the running agent all settings that can change without a restart.</summary>
internal sealed partial class SettingsInForce(WorkInForce work, DoorsInForce doors, AgentFacts facts, LogControl log, ILogger<SettingsInForce> logger)
{
    /// <summary>Applies the settings. Reads everything that can fail before it changes anything.</summary>
    /// <exception cref="SettingsException">A certificate or password in the settings cannot be read. Nothing was changed.</exception>
    public void Apply(InstanceSettings settings)
    {
        var identity = StoredCertificate.Load(settings, work.Site.Secrets)
            ?? throw new SettingsException("They name no certificate, although this Tentacle has one: they are not the whole of its settings. Restore the settings file, or run 'tentacle new-certificate'.");
        var next = Next(settings);
        var proxy = JobProxy.Of(settings.Octopus.Proxy, work.Site.Secrets);
        var polling = PollingSettings.Of(settings, work.Site.Secrets);

        log.Mask(proxy.Password, polling.Proxy.Password);
        log.Set(settings.Octopus.LogLevel);
        work.Apply(settings, proxy);
        Present(identity, next);
        doors.Apply(settings, polling);
    }

    private void Present(AgentIdentity identity, NextCertificateDescription? next)
    {
        var before = facts.Certificate.Thumbprint;
        if (before != identity.Thumbprint || facts.NextCertificate != next)
        {
            facts.Present(identity, next);
            work.Site.CertificateSignatureAlgorithm = identity.Certificate.SignatureAlgorithm.FriendlyName;
        }

        if (before != identity.Thumbprint)
        {
            LogCertificateReplaced(identity.Thumbprint, facts.Certificate.Sha1Thumbprint);
        }
    }

    private NextCertificateDescription? Next(InstanceSettings settings)
    {
        using var next = StoredCertificate.LoadNext(settings, work.Site.Secrets);
        return next is null ? null : new NextCertificateDescription(
            next.Thumbprint,
            Thumbprint.Sha1Of(next.Certificate),
            next.Certificate.NotBefore.ToUniversalTime(),
            next.Certificate.NotAfter.ToUniversalTime(),
            settings.Tentacle.NextCertificate!.From);
    }

    [LoggerMessage(5003, LogLevel.Warning, "The certificate was replaced; new connections see {Thumbprint} (SHA-1 {Sha1}), which servers must trust")]
    private partial void LogCertificateReplaced(Thumbprint thumbprint, Thumbprint sha1);
}
