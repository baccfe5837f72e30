using Tentacle.Core.Instances;
using Tentacle.Core.Instances.Secrets;
using Tentacle.Core.Instances.Settings;
using Tentacle.Core.Platform.Programs;
using Tentacle.Core.Services.Control;

namespace Tentacle.Core.Services.Systemd;

/// <summary>Gives what an instance lives from (home, settings, key) to the account that is to run it, and tries as that account whether it is enough.</summary>
internal sealed class InstanceGift(Instance instance, UnixAccount account)
{
    private static readonly string[] SystemPlaces = ["bin", "boot", "dev", "lib", "lib64", "proc", "run", "sbin", "sys", "usr"];

    /// <returns>What was done and what is still missing, a sentence each.</returns>
    /// <exception cref="ServiceException">It cannot be given, or is not enough.</exception>
    /// <exception cref="SettingsException">The instance cannot be read.</exception>
    public async Task<IReadOnlyList<string>> GiveAsync(string program, CancellationToken cancellationToken)
    {
        var settings = instance.Settings.Load();
        var home = instance.HomeOf(settings);
        RefuseSharedHome(home.Directory);
        home.Create();
        SecretsKey.LoadOrCreate(instance).Dispose();

        var key = SecretsKeyFile.PathOf(instance);
        await TryAsync("-x", program, "execute", cancellationToken);
        foreach (var directory in new[] { home.Directory, instance.SettingsPath, key }.Select(path => Path.GetDirectoryName(path)!).Where(directory => directory != home.Directory).Distinct())
        {
            await TryAsync("-x", directory, "pass through", cancellationToken);
        }

        string[] files = [instance.SettingsPath, instance.SettingsPath + ".lock", key, key + ".lock"];
        await ChangeOwnerAsync([home.Directory, .. files.Where(File.Exists)], cancellationToken);
        await TryAsync("-r", instance.SettingsPath, "read", cancellationToken);
        await TryAsync("-r", key, "read", cancellationToken);
        await TryAsync("-w", home.Directory, "write to", cancellationToken);

        var said = new List<string> { $"The home directory '{home.Directory}', the settings file '{instance.SettingsPath}' and the key '{key}' now belong to the account '{account.Name}'." };
        var applications = settings.Tentacle.Deployment.ApplicationDirectory ?? home.DefaultApplications;
        if (Directory.Exists(applications) && !await IsAllowedAsync("-w", applications, cancellationToken))
        {
            said.Add($"Warning: the account '{account.Name}' may not write to the application directory '{applications}'. Give it that directory, or choose another with 'tentacle configure --app DIR'.");
        }

        return said;
    }

    // chown goes through the tree without following a link that somebody puts there meanwhile.
    private async Task ChangeOwnerAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        string[] arguments = ["--recursive", "--no-dereference", "-P", "--preserve-root", $"{account.User}:{account.Group}", "--"];
        if (await ProgramCall.RunAsync("chown", [.. arguments, .. paths], cancellationToken) is var answer && answer is not { Succeeded: true })
        {
            throw new ServiceException($"The instance '{instance.Name}' could not be given to the account '{account.Name}': {answer?.Reason ?? "there is no program 'chown'"}.");
        }
    }

    private async Task TryAsync(string test, string path, string action, CancellationToken cancellationToken)
    {
        if (!await IsAllowedAsync(test, path, cancellationToken))
        {
            throw new ServiceException($"The account '{account.Name}' cannot {action} '{path}', so it cannot run the instance '{instance.Name}'. Open that and every directory above to it, or move it to where the account can reach it.");
        }
    }

    private async Task<bool> IsAllowedAsync(string test, string path, CancellationToken cancellationToken) =>
        account.IsRoot || await ProgramCall.RunAsync("runuser", ["-u", account.Name, "--", "test", test, path], cancellationToken) is { Succeeded: true };

    // The default home is the directory of the settings file, and that may be one that holds other things as well.
    private void RefuseSharedHome(string home)
    {
        if (IsOfTheSystem(home) || IsAtOrAbove(home, instance.ConfigurationRoot) || IsAtOrAbove(home, AppContext.BaseDirectory) || HoldsAnotherInstance(home))
        {
            throw new ServiceException(
                $"The home directory '{home}' holds more than the instance '{instance.Name}', so it is not given to the account '{account.Name}'. "
                + $"Give the instance a directory of its own first: tentacle configure --instance \"{instance.Name}\" --home DIR.");
        }
    }

    // /home/U, /opt/X and /var/lib/X may be an instance's home; /home, /var/lib and all of /usr never are.
    private static bool IsOfTheSystem(string home) => home.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [] => true,
        [var top, ..] when SystemPlaces.Contains(top) => true,
        [_] => true,
        ["var", _] => true,
        _ => false,
    };

    private bool HoldsAnotherInstance(string home) =>
        InstanceIndex.ForThisProcess().List().Select(entry => Path.GetFullPath(entry.ConfigurationFilePath)).Any(other => other != instance.SettingsPath && IsAtOrAbove(home, other));

    private static bool IsAtOrAbove(string directory, string other) => (other.TrimEnd('/') + "/").StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal);
}
