using Tentacle.Agent.Settings;
using Tentacle.Core.Health;

namespace Tentacle.Agent.Observing.Health;

/// <summary>Checks that the settings on disk are in force.</summary>
internal sealed class SettingsCheck(SettingsFollower settings) : IHealthCheck
{
    public string Name => "settings:applied";

    public ValueTask<HealthFinding> CheckAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult((settings.Problem ?? settings.Restart ?? settings.Unknown) is { } problem
            ? HealthFinding.Warn(problem)
            : HealthFinding.Pass("The settings on disk are in force."));
}
