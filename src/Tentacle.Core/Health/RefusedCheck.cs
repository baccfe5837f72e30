using System.Globalization;
using Tentacle.Instances.Trust;

namespace Tentacle.Core.Health;

/// <summary>
/// Reports the connections that the TLS port rejected in the last hour, which explains why a server cannot connect. It never warns, because an
/// unknown client must not be able to degrade the agent's health.
/// </summary>
public sealed class RefusedCheck(RefusedConnections refused, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    public string Name => "connections:refused";

    public ValueTask<HealthFinding> CheckAsync(CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Lately;
        string[] lately =
        [
            .. refused.List().Where(one => one.At >= since).Take(1)
                .Select(one => Sentence(one.Address, one.At, $"has a certificate that is not trusted ({one.Thumbprint}).")),
            .. refused.ListUnencrypted().Where(one => one.At >= since).DistinctBy(one => one.Protocol)
                .Select(one => Sentence(one.Address, one.At, $"came without TLS. {one.Detail}")),
        ];
        var finding = HealthFinding.Pass(lately.Length == 0 ? "No connection was refused in the last hour." : string.Join(' ', lately));
        return ValueTask.FromResult(finding with { Value = refused.Total + refused.UnencryptedTotal, Unit = "connections" });
    }

    private static string Sentence(string? address, DateTimeOffset at, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{address ?? "An unknown address"}, refused at {at:u}, {what}");
}
