using Tentacle.Core.Instances;
using Tentacle.Core.Jobs.Storage;

namespace Tentacle.Core.Health;

/// <summary>
/// Octopus pushes Calamari with the first deployment; until then the original says so in these words, which people search for. Where packages are
/// deployed as jobs nothing is missing without it.
/// </summary>
public sealed class CalamariCheck(JobSite site) : IHealthCheck
{
    public string Name => "calamari:installed";

    public ValueTask<HealthFinding> LookAsync(CancellationToken cancellationToken)
    {
        var directory = Path.Combine(site.HomeDirectory, "Calamari");
        return ValueTask.FromResult(
            Directory.Exists(directory) ? HealthFinding.Pass($"Calamari is in '{directory}'.")
            : File.Exists(new InstanceHome(site.HomeDirectory).Deployments) ? HealthFinding.Pass("Packages were deployed here as jobs, which need no Calamari.")
            : HealthFinding.Warn($"Not running latest version of Calamari. Directory does not exist: {directory}"));
    }
}
