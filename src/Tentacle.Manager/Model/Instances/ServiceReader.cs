using System.Collections.Concurrent;
using Tentacle.Core.Instances;
using Tentacle.Core.Services;
using Tentacle.Core.Services.Control;

namespace Tentacle.Manager.Model.Instances;

/// <summary>The operating system's service of an instance, as far as there can be one here.</summary>
/// <param name="Installed">Null when none is.</param>
/// <param name="Unavailable">Why none can be installed or changed from here; null when it can.</param>
public sealed record ServiceView(InstalledService? Installed, string? Unavailable);

/// <summary>Asks the operating system about services, not more often than is of use.</summary>
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

        var view = await LookAsync(instance, cancellationToken);
        _seen[instance.SettingsPath] = (view, time.GetTimestamp());
        return view;
    }

    /// <summary>Why no service can be installed or changed from here; null when it can.</summary>
    public static string? Obstacle()
    {
        // What sd_booted(3) asks.
        if (!OperatingSystem.IsWindows() && !Directory.Exists("/run/systemd/system"))
        {
            return "This machine was not started by systemd, so nothing can be installed as a service here. Let its own supervisor run the command.";
        }

        return Environment.IsPrivilegedProcess ? null
            : OperatingSystem.IsWindows() ? "Only administrators may change services. Start the Manager from an elevated prompt."
            : "Only root may change services. Start the Manager with “sudo tentacle manager”.";
    }

    private async Task<ServiceView> LookAsync(Instance instance, CancellationToken cancellationToken)
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
