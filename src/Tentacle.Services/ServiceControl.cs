using Tentacle.Instances;
using Tentacle.Services.Control;
using Tentacle.Services.Systemd;
using Tentacle.Services.Windows;

namespace Tentacle.Services;

/// <summary>Selects the service manager of this machine and starts stopped services.</summary>
public static class ServiceControl
{
    private static readonly TimeSpan MaxStart = TimeSpan.FromSeconds(30);

    public static IServiceControl OfThisMachine(TimeProvider time) =>
        OperatingSystem.IsWindows() ? new WindowsServiceControl(time)
        : OperatingSystem.IsLinux() ? new SystemdControl()
        : throw new ServiceException("Services are managed under Windows and under Linux with systemd. Let this system's own supervisor run 'tentacle run'.");

    /// <summary>
    /// Starts the instance's service if it is stopped and not disabled. A failure of the service is returned and not thrown, so that the caller can check the
    /// next service.
    /// </summary>
    /// <returns>A line about the action, and true when the service is running; null when there was nothing to do.</returns>
    public static async Task<(string Line, bool IsUp)?> CheckAsync(this IServiceControl control, Instance instance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(control);
        var name = control.NameOf(instance);
        try
        {
            if (await control.FindAsync(instance, cancellationToken) is not { IsUp: false, IsDisabled: false })
            {
                return null;
            }

            using var timeUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeUp.CancelAfter(MaxStart);
            try
            {
                await control.StartAsync(instance, timeUp.Token);
                return ($"Service {name} started", true);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return (
                    $"Service {name} doesn't have Running status after 30sec. Status will be assessed again at the time of the next scheduled check.",
                    false);
            }
        }
        catch (ServiceException e)
        {
            return ($"Service {name} could not be started - {e.Message}", false);
        }
    }
}
