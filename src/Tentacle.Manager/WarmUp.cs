using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager;

/// <summary>Looks at the first instance once while the browser opens: what the first page needs is compiled by then.</summary>
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
