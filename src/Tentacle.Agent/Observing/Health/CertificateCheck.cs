using System.Globalization;
using Tentacle.Agent.Identity;
using Tentacle.Core.Health;

namespace Tentacle.Agent.Observing.Health;

/// <summary>Checks the validity of the agent's own certificate, and reports the one that replaces it.</summary>
internal sealed class CertificateCheck(AgentFacts facts, HealthOptions options, TimeProvider time) : IHealthCheck
{
    public string Name => "certificate:validity";

    public ValueTask<HealthFinding> LookAsync(CancellationToken cancellationToken)
    {
        var finding = CertificateExpiry.Judge(facts.Certificate.NotBefore, facts.Certificate.NotAfter, time.GetUtcNow(), options.CertificateDays);
        return ValueTask.FromResult(facts.NextCertificate is { } next
            ? finding with
            {
                Output = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{finding.Output} {facts.Certificate.Thumbprint} is presented until {next.PresentedFrom:u}, then {next.Thumbprint} (SHA-1 {next.Sha1Thumbprint}), which servers must trust by then."),
            }
            : finding);
    }
}
