using Tentacle.Contracts;

namespace Tentacle.Core.Health;

/// <summary>Runs all health checks and summarizes their results.</summary>
public sealed class HealthInspection(IEnumerable<IHealthCheck> checks, TimeProvider time)
{
    private readonly IHealthCheck[] _checks = [.. checks];

    public async Task<HealthReport> InspectAsync(string instanceName, string version, CancellationToken cancellationToken)
    {
        var results = new Dictionary<string, IReadOnlyList<HealthCheckResult>>();
        foreach (var check in _checks)
        {
            results[check.Name] = [await CheckAsync(check, cancellationToken)];
        }

        var all = results.Values.SelectMany(r => r).ToList();
        return new HealthReport
        {
            Status = all.Count == 0 ? HealthStatus.Pass : all.Max(r => r.Status),
            Version = version,
            ServiceId = instanceName,
            Notes = [.. all.Where(r => r.Status != HealthStatus.Pass).OrderByDescending(r => r.Status).Select(r => r.Output)],
            Checks = results,
        };
    }

    private async Task<HealthCheckResult> CheckAsync(IHealthCheck check, CancellationToken cancellationToken)
    {
        HealthFinding finding;
        try
        {
            finding = await check.CheckAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            finding = HealthFinding.Fail($"The check {check.Name} failed: {e.Message}");
        }

        return new HealthCheckResult
        {
            Status = finding.Status,
            Time = time.GetUtcNow(),
            Output = finding.Output,
            ObservedValue = finding.Value,
            ObservedUnit = finding.Unit,
            Threshold = finding.Threshold,
        };
    }
}
