using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Services.Control;

namespace Tentacle.Services;

/// <summary>
/// Performs the requested operations in the order of the original Tentacle: restart, stop, uninstall, install, reconfigure, start. Therefore <c>--stop
/// --start</c> restarts the service, and <c>--install --stop --start</c> can be repeated.
/// </summary>
/// <param name="say">Receives a line about each completed operation.</param>
public sealed class ServiceSteps(IServiceControl control, Action<string> say)
{
    /// <exception cref="ServiceException">The system reported an error. The operations before it are completed.</exception>
    public async Task RunAsync(ServiceDefinition definition, ServiceWishes wishes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(wishes);
        var instance = definition.Instance;
        if (wishes.Restart)
        {
            await RestartAsync(instance, cancellationToken);
        }

        if (wishes.Stop)
        {
            await StopAsync(instance, cancellationToken);
        }

        var before = wishes.ChangesInstallation ? await control.FindAsync(instance, cancellationToken) : null;
        if (wishes.Uninstall)
        {
            await UninstallAsync(instance, before, cancellationToken);
        }

        if (wishes.Install || wishes.Reconfigure)
        {
            await InstallAsync(WithAccountOf(before, definition, wishes), wishes, cancellationToken);
        }

        if (wishes.Start)
        {
            await StartAsync(instance, cancellationToken);
        }
    }

    private async Task RestartAsync(Instance instance, CancellationToken cancellationToken)
    {
        var name = control.NameOf(instance);
        if (await control.FindAsync(instance, cancellationToken) is not { IsUp: true })
        {
            say($"Service {name} wasn't restarted as it is not running.");
            return;
        }

        say($"Restarting service: {name}");
        await control.RestartAsync(instance, cancellationToken);
        say("Service has been restarted");
    }

    private async Task StopAsync(Instance instance, CancellationToken cancellationToken)
    {
        var name = control.NameOf(instance);
        switch (await control.FindAsync(instance, cancellationToken))
        {
            case null:
                say($"Service {name} wasn't stopped as it is not installed.");
                break;
            case { State: ServiceState.Stopped }:
                say($"Service {name} is not running.");
                break;
            default:
                say($"Stopping service: {name}");
                await control.StopAsync(instance, cancellationToken);
                say("Service stopped");
                break;
        }
    }

    private async Task UninstallAsync(Instance instance, InstalledService? before, CancellationToken cancellationToken)
    {
        if (before is null)
        {
            say($"Service {control.NameOf(instance)} wasn't uninstalled as it is not installed.");
            return;
        }

        say($"Removing service: {before.Name}");
        if (before.State is not ServiceState.Stopped)
        {
            await control.StopAsync(instance, cancellationToken);
        }

        await control.UninstallAsync(instance, cancellationToken);
        say("Service uninstalled");
    }

    private async Task InstallAsync(ServiceDefinition definition, ServiceWishes wishes, CancellationToken cancellationToken)
    {
        var instance = definition.Instance;
        var before = await control.FindAsync(instance, cancellationToken);

        // The files change to another account, and a running agent would continue to write them as the old account.
        var takesOver = before is { IsUp: true } && (wishes.Reconfigure || (definition.Account is { } account && account.Name != before.Account));
        if (takesOver)
        {
            say($"Stopping service: {before!.Name}");
            await control.StopAsync(instance, cancellationToken);
        }

        try
        {
            foreach (var sentence in await control.InstallAsync(definition, cancellationToken))
            {
                say(sentence);
            }
        }
        catch (Exception e) when (takesOver && (e is ServiceException or SettingsException))
        {
            // Nothing was changed, so the service is started again.
            await control.StartAsync(instance, cancellationToken);
            throw;
        }

        say(before is not null && wishes.Reconfigure ? $"Service reconfigured: {control.NameOf(instance)}" : $"Service installed: {control.NameOf(instance)}");
        if (definition.Account is not null)
        {
            say("Service credentials set");
        }

        if (takesOver && !wishes.Start)
        {
            await StartAsync(instance, cancellationToken);
        }
    }

    private async Task StartAsync(Instance instance, CancellationToken cancellationToken)
    {
        var name = control.NameOf(instance);
        if (await control.FindAsync(instance, cancellationToken) is not { } service)
        {
            throw new ServiceException(
                $"Start requested for service {name}, but no service with this name was found. Install it first: "
                + $"tentacle service --instance \"{instance.Name}\" --install.");
        }

        if (service.State is ServiceState.Running)
        {
            say($"Service {name} is running.");
            return;
        }

        await control.StartAsync(instance, cancellationToken);
        say($"Service started: {name}");
    }

    // A service that is reinstalled in one call keeps its account if the account needs no password.
    private ServiceDefinition WithAccountOf(InstalledService? before, ServiceDefinition definition, ServiceWishes wishes)
    {
        if (before is null || !wishes.Uninstall || definition.Account is not null)
        {
            return definition;
        }

        if (before.NeedsPassword)
        {
            say($"Warning: the service ran as the account '{before.Account}', whose password is not known here. "
                + "It is installed for the system's own account; give the other again with --username and --password.");
            return definition;
        }

        return definition with { Account = new ServiceAccount(before.Account, null) };
    }
}
