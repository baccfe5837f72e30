using System.Collections.Concurrent;
using Tentacle.Instances;
using Tentacle.Services;
using Tentacle.Services.Control;

namespace Tentacle.Manager.Model.Instances;

/// <summary>Reads the state of services from the operating system and caches it for a short time.</summary>
public sealed class ServiceReader(TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, (ServiceView View, long At)> _seen = new(StringComparer.Ordinal);

    public async Task<ServiceView> ReadAsync(Instance instance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        if (_seen.TryGetValue(instance.SettingsPath, out var seen) && time.GetElapsedTime(seen.At) < Fresh)
        {
            return seen.View;
        }

        var view = await InspectAsync(instance, cancellationToken);
        _seen[instance.SettingsPath] = (view, time.GetTimestamp());
        return view;
    }

    /// <summary>The reason why no service can be installed or changed from here; null when it can.</summary>
    public static string? Obstacle()
    {
        // The same test as in sd_booted(3).
        if (!OperatingSystem.IsWindows() && !Directory.Exists("/run/systemd/system"))
        {
            return "This machine was not started by systemd, so nothing can be installed as a service here. Let its own supervisor run the command.";
        }

        return Environment.IsPrivilegedProcess ? null
            : OperatingSystem.IsWindows() ? "Only administrators may change services. Start the Manager from an elevated prompt."
            : "Only root may change services. Start the Manager with “sudo tentacle manager”.";
    }

    private async Task<ServiceView> InspectAsync(Instance instance, CancellationToken cancellationToken)
    {
        try
        {
            return new ServiceView(await ServiceControl.OfThisMachine(time).FindAsync(instance, cancellationToken), Obstacle());
        }
        catch (ServiceException e)
        {
            return new ServiceView(null, e.Message);
        }
    }
}
