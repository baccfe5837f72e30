using Tentacle.Core.Jobs.Shells;

namespace Tentacle.Core.Health;

/// <summary>Checks that a shell is installed. Without a shell, no script runs.</summary>
public sealed class ShellCheck(ShellCatalog shells) : IHealthCheck
{
    public string Name => "shells:installed";

    public ValueTask<HealthFinding> CheckAsync(CancellationToken cancellationToken)
    {
        var names = shells.Names;
        var finding = names.Count == 0
            ? HealthFinding.Fail("No shell was found in PATH, so no script can run. Install bash, PowerShell or Python.")
            : HealthFinding.Pass($"Scripts can run in: {string.Join(", ", names)}.");
        return ValueTask.FromResult(finding with { Value = names.Count, Unit = "shells", Threshold = 1 });
    }
}
