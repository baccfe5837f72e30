using Tentacle.Instances;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Platform.Storage;
using Tentacle.Services.Control;

namespace Tentacle.Services.Systemd;

/// <summary>
/// Converts an instance that another account created into an instance of the machine. Its identity, jobs and settings are kept and then belong to root. The
/// index entry and the key move from the account's configuration to the machine's.
/// </summary>
public sealed class InstanceTakeover(InstanceIndex index)
{
    private static readonly UnixAccount Root = new("root", 0, 0);

    /// <returns>One sentence for each action and for each fact that the administrator should know.</returns>
    /// <exception cref="ServiceException">The instance cannot be taken over. Nothing was changed.</exception>
    /// <exception cref="SettingsException">The instance cannot be read, or the index cannot be written.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(Instance instance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        if (!Environment.IsPrivilegedProcess || !OperatingSystem.IsLinux())
        {
            throw new ServiceException("Only root can take over an instance of another account. Run the command with sudo.");
        }

        var home = instance.HomeOf(instance.Settings.Load());
        var taken = new Instance(instance.Name, instance.SettingsPath, index.Roots.Write, IsListed: true);
        Require(instance, taken, home);
        string[] own = [home.Directory, instance.SettingsPath, instance.SettingsPath + ".lock"];
        await OwnerChange.RunAsync(instance, [.. own.Where(Path.Exists)], Root, cancellationToken);
        CopyKey(SecretsKeyFile.PathOf(instance), SecretsKeyFile.PathOf(taken));
        index.Add(new InstanceEntry(taken.Name, taken.SettingsPath));
        Remove(instance);

        var said = new List<string>
        {
            $"The instance '{taken.Name}' of the account '{instance.Account}' is the machine's now. "
            + $"Its home directory '{home.Directory}', settings and key belong to root.",
        };
        if (Path.GetDirectoryName(home.Directory) is { } above
            && above.StartsWith(Path.GetDirectoryName(Path.GetDirectoryName(instance.ConfigurationRoot)!)!, StringComparison.Ordinal))
        {
            said.Add(
                $"Warning: '{above}' still belongs to the account '{instance.Account}', which can so put something else in the place of '{home.Directory}'. "
                + "Move the instance to a directory of root's when that account is not to be trusted with root's rights.");
        }

        return said;
    }

    private static void Require(Instance instance, Instance taken, InstanceHome home)
    {
        if (HomeBounds.HoldsMore(instance, home.Directory))
        {
            throw new ServiceException(
                $"The home directory '{home.Directory}' holds more than the instance '{instance.Name}', so it is not taken over. "
                + $"As the account '{instance.Account}', give the instance a directory of its own first: "
                + $"tentacle configure --instance \"{instance.Name}\" --home DIR.");
        }

        if (home.IsAgentRunning())
        {
            throw new ServiceException($"The agent of the instance '{instance.Name}' is running: '{home.AgentLock}' is locked. Stop it first.");
        }

        if (File.Exists(SecretsKeyFile.PathOf(taken)))
        {
            throw new ServiceException(
                $"There is a key for an instance '{taken.Name}' already: '{SecretsKeyFile.PathOf(taken)}'. Move it away when no instance needs it.");
        }
    }

    private static void CopyKey(string from, string to)
    {
        try
        {
            if (File.Exists(from))
            {
                SharedDirectory.Create(Path.GetDirectoryName(to)!, SharedDirectory.PassThrough);
                AtomicFile.WriteNew(to, File.ReadAllBytes(from));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.From("Copying the instance's key to", to, e);
        }
    }

    private void Remove(Instance instance)
    {
        var entry = index.OfOtherAccounts().FirstOrDefault(file => file.Root == instance.ConfigurationRoot && file.Entry.Name == instance.Name);
        try
        {
            foreach (var file in new[] { entry?.Path, SecretsKeyFile.PathOf(instance), SecretsKeyFile.PathOf(instance) + ".lock" }.OfType<string>())
            {
                File.Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.From("Removing the instance from", instance.ConfigurationRoot, e);
        }
    }
}
