using Tentacle.Instances;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Platform.Programs;
using Tentacle.Services.Control;

namespace Tentacle.Services.Systemd;

/// <summary>
/// Makes the service's account the owner of the instance's home, settings and key, and verifies as that account that its access is sufficient.
/// </summary>
internal sealed class ServiceAccountOwnership(Instance instance, UnixAccount account)
{
    /// <returns>One sentence for each action and for each permission that is still missing.</returns>
    /// <exception cref="ServiceException">The owner cannot be changed, or the access is not sufficient.</exception>
    /// <exception cref="SettingsException">The instance cannot be read.</exception>
    public async Task<IReadOnlyList<string>> GiveAsync(string program, CancellationToken cancellationToken)
    {
        var settings = instance.Settings.Load();
        var home = instance.HomeOf(settings);
        var isItsOwn = instance.Account == account.Name;
        if (!isItsOwn)
        {
            RefuseSharedHome(home.Directory);
        }

        home.Create();
        SecretsKey.LoadOrCreate(instance).Dispose();

        var key = SecretsKeyFile.PathOf(instance);
        await TryAsync("-x", program, "execute", cancellationToken);
        foreach (var directory in new[] { home.Directory, instance.SettingsPath, key }.Select(path => Path.GetDirectoryName(path)!)
            .Where(directory => directory != home.Directory).Distinct())
        {
            await TryAsync("-x", directory, "pass through", cancellationToken);
        }

        if (!isItsOwn)
        {
            string[] files = [instance.SettingsPath, instance.SettingsPath + ".lock", key, key + ".lock"];
            await OwnerChange.RunAsync(instance, [home.Directory, .. files.Where(File.Exists)], account, cancellationToken);
        }

        await TryAsync("-r", instance.SettingsPath, "read", cancellationToken);
        await TryAsync("-r", key, "read", cancellationToken);
        await TryAsync("-w", home.Directory, "write to", cancellationToken);

        List<string> said = isItsOwn ? [] : [$"The home directory '{home.Directory}', the settings file '{instance.SettingsPath}' and the key '{key}' now "
            + $"belong to the account '{account.Name}'."];
        var applications = settings.Tentacle.Deployment.ApplicationDirectory ?? home.DefaultApplications;
        if (Directory.Exists(applications) && !await IsAllowedAsync("-w", applications, cancellationToken))
        {
            said.Add(
                $"Warning: the account '{account.Name}' may not write to the application directory '{applications}'. "
                + "Give it that directory, or choose another with 'tentacle configure --app DIR'.");
        }

        return said;
    }

    private async Task TryAsync(string test, string path, string action, CancellationToken cancellationToken)
    {
        if (!await IsAllowedAsync(test, path, cancellationToken))
        {
            throw new ServiceException(
                $"The account '{account.Name}' cannot {action} '{path}', so it cannot run the instance '{instance.Name}'. "
                + "Open that and every directory above to it, or move it to where the account can reach it.");
        }
    }

    private async Task<bool> IsAllowedAsync(string test, string path, CancellationToken cancellationToken) =>
        account.IsRoot || await ProgramCall.RunAsync("runuser", ["-u", account.Name, "--", "test", test, path], cancellationToken) is { Succeeded: true };

    // The default home is the directory of the settings file, which may contain other files as well.
    private void RefuseSharedHome(string home)
    {
        if (HomeBounds.HoldsMore(instance, home))
        {
            throw new ServiceException(
                $"The home directory '{home}' holds more than the instance '{instance.Name}', so it is not given to the account '{account.Name}'. "
                + $"Give the instance a directory of its own first: tentacle configure --instance \"{instance.Name}\" --home DIR.");
        }
    }
}
