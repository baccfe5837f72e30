using Tentacle.Core.Instances;

namespace Tentacle.Core.Services.Control;

/// <summary>The part of the operating system that runs services: systemd, or Windows' service control manager.</summary>
/// <remarks>Every method throws a <see cref="ServiceException"/> when the system refuses; its message is for the administrator.</remarks>
public interface IServiceControl
{
    /// <summary>What the instance's service is called here.</summary>
    string NameOf(Instance instance);

    /// <summary>Null when it is not installed.</summary>
    Task<InstalledService?> FindAsync(Instance instance, CancellationToken cancellationToken);

    /// <summary>Installs it, or changes what is installed to this. A running service is left running as it is.</summary>
    /// <returns>What else was done and what the administrator should know, a sentence each.</returns>
    Task<IReadOnlyList<string>> InstallAsync(ServiceDefinition definition, CancellationToken cancellationToken);

    /// <summary>Removes it; it must be stopped. Nothing happens when it is not installed.</summary>
    Task UninstallAsync(Instance instance, CancellationToken cancellationToken);

    /// <summary>Starts it and returns when it takes jobs. Nothing happens when it runs.</summary>
    Task StartAsync(Instance instance, CancellationToken cancellationToken);

    /// <summary>Stops the agent and returns when it has ended; its jobs go on.</summary>
    Task StopAsync(Instance instance, CancellationToken cancellationToken);

    /// <summary>Stops and starts it in one go, so that even one of its own jobs may ask for it.</summary>
    Task RestartAsync(Instance instance, CancellationToken cancellationToken);
}
