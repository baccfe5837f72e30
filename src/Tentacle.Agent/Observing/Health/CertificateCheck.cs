using System.Globalization;
using Tentacle.Agent.Identity;
using Tentacle.Core.Health;
using Tentacle.Instances.Settings;

namespace Tentacle.Agent.Observing.Health;

/// <summary>Checks the validity of the agent's own certificate, and reports the one that replaces it.</summary>
internal sealed class CertificateCheck(AgentFacts facts, LiveSettings settings, TimeProvider time) : IHealthCheck
{
    public string Name => "certificate:validity";

    public ValueTask<HealthFinding> CheckAsync(CancellationToken cancellationToken)
    {
        var finding = CertificateExpiry.Judge(
            facts.Certificate.NotBefore,
            facts.Certificate.NotAfter,
            time.GetUtcNow(),
            settings.Current.Health.CertificateDays);
        return ValueTask.FromResult(facts.NextCertificate is { } next
            ? finding with
            {
                Output = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{finding.Output} {facts.Certificate.Thumbprint} is presented until {next.PresentedFrom:u}, then {next.Thumbprint} (SHA-1 "
                    + $"{next.Sha1Thumbprint}), which servers must trust by then."),
            }
            : finding);
    }
}
