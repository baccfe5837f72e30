using Tentacle.Core.Instances.Settings;
using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager;

/// <summary>Looks at an instance once while the browser opens: what the first page needs is compiled by then.</summary>
internal sealed class WarmUp(InstanceCatalog catalog, InstanceReader reader, FirstInstance first) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            if ((first.Name ?? (catalog.List() is [var any, ..] ? any.Name : null)) is { } name)
            {
                await reader.ReadAsync(name, stoppingToken);
            }
        }
        catch (SettingsException)
        {
            // The page that needs it says so.
        }
    }
}
