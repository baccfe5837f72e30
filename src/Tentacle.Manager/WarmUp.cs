using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager;

/// <summary>Reads the first instance once while the browser opens, so that the code for the first page is already compiled.</summary>
internal sealed class WarmUp(InstanceReader reader, FirstInstance first) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (first.Find() is { } name)
        {
            await reader.ReadAsync(name, stoppingToken);
        }
    }
}
