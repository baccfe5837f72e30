using System.Globalization;
using Tentacle.Instances.Trust;

namespace Tentacle.Core.Health;

/// <summary>Checks the trusted servers. Warns when no server is trusted, and when a trusted peer presents an expired certificate.</summary>
public sealed class TrustCheck(TrustStore trust, ExpiredPeers expired) : IHealthCheck
{
    public string Name => "trust:servers";

    public ValueTask<HealthFinding> CheckAsync(CancellationToken cancellationToken)
    {
        var servers = trust.Servers.Count;
        var finding = servers == 0
            ? HealthFinding.Warn("No server is trusted, so every connection is rejected. Trust one: tentacle configure --trust THUMBPRINT")
            : expired.List() is [var (thumbprint, since), ..]
                ? HealthFinding.Warn(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The trusted peer {thumbprint} presents a certificate that has been expired since {since:yyyy-MM-dd}. It is admitted all the same; "
                        + $"give it a new one."))
                : HealthFinding.Pass(servers == 1 ? "One server is trusted." : $"{servers} servers are trusted.");
        return ValueTask.FromResult(finding with { Value = servers, Unit = "servers", Threshold = 1 });
    }
}
