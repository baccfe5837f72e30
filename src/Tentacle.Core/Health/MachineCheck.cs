using Tentacle.Instances.Secrets;

namespace Tentacle.Core.Health;

/// <summary>Reports whether a copy of this machine is detected.</summary>
public sealed class MachineCheck(SecretsKey key) : IHealthCheck
{
    public string Name => "machine:identity";

    public ValueTask<HealthFinding> CheckAsync(CancellationToken cancellationToken) => ValueTask.FromResult(HealthFinding.Pass(
        MachineIdentity.Find(key) is null
            ? "Copies of this machine are not detected: it has no id of its own, or is a container."
            : "A copy of this machine will not start with this identity."));
}
