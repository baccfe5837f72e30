namespace Tentacle.Core.Health;

/// <summary>One thing that the agent needs to do its work. It is looked at whenever somebody asks, so it must be quick.</summary>
public interface IHealthCheck
{
    /// <summary>By which the report lists it, for example <c>workspace:writable</c>.</summary>
    string Name { get; }

    ValueTask<HealthFinding> LookAsync(CancellationToken cancellationToken);
}
