namespace Tentacle.Core.Health;

/// <summary>A check of one condition that the agent needs for its work. It runs for every health request, so it must be quick.</summary>
public interface IHealthCheck
{
    /// <summary>The name of the check in the report, for example <c>workspace:writable</c>.</summary>
    string Name { get; }

    ValueTask<HealthFinding> CheckAsync(CancellationToken cancellationToken);
}
