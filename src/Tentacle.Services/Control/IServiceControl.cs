using Tentacle.Instances;

namespace Tentacle.Services.Control;

/// <summary>The service manager of the operating system: systemd, or the Windows service control manager.</summary>
/// <remarks>Every method throws a <see cref="ServiceException"/> when the system reports an error. Its message is for the administrator.</remarks>
public interface IServiceControl
{
    /// <summary>The name of the instance's service on this system.</summary>
    string NameOf(Instance instance);

    /// <summary>The instance's service; null when it is not installed.</summary>
    Task<InstalledService?> FindAsync(Instance instance, CancellationToken cancellationToken);

    /// <summary>Installs the service, or changes an installed service to this definition. A running service keeps running unchanged.</summary>
    /// <returns>One sentence for each additional action and for each fact that the administrator should know.</returns>
    Task<IReadOnlyList<string>> InstallAsync(ServiceDefinition definition, CancellationToken cancellationToken);

    /// <summary>Removes the service, which must be stopped. Does nothing when it is not installed.</summary>
    Task UninstallAsync(Instance instance, CancellationToken cancellationToken);

    /// <summary>Starts the service and returns when it accepts jobs. Does nothing when it is running.</summary>
    Task StartAsync(Instance instance, CancellationToken cancellationToken);

    /// <summary>Stops the agent and returns when it has ended. Its jobs continue.</summary>
    Task StopAsync(Instance instance, CancellationToken cancellationToken);

    /// <summary>Stops and starts the service in one operation, so that even one of its own jobs can request it.</summary>
    Task RestartAsync(Instance instance, CancellationToken cancellationToken);
}
