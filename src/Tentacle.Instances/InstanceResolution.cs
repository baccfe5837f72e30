using Tentacle.Instances.Settings;

namespace Tentacle.Instances;

/// <summary>Resolves the instance that a command means, by the original's rules.</summary>
public static class InstanceResolution
{
    private const string DefaultSettingsFile = "Tentacle.config";

    /// <summary>
    /// Finds the instance by <c>--config</c>, else by <c>--instance</c>, else <c>Tentacle.config</c> in the current directory, else the instance
    /// "Tentacle", else the only instance.
    /// </summary>
    /// <param name="index">The instances of this machine.</param>
    /// <param name="name">The value of <c>--instance</c>; null when it is not given.</param>
    /// <param name="settingsPath">The value of <c>--config</c>; null when it is not given. It is absolute when there is no current directory.</param>
    /// <param name="currentDirectory">The current directory; null when it was deleted.</param>
    /// <exception cref="SettingsException">There is no such instance, more than one instance matches, or its settings file is missing.</exception>
    public static Instance Resolve(this InstanceIndex index, string? name, string? settingsPath, string? currentDirectory)
    {
        ArgumentNullException.ThrowIfNull(index);
        if (settingsPath is not null)
        {
            return ByPath(
                index,
                Path.IsPathFullyQualified(settingsPath) ? Path.GetFullPath(settingsPath) : Path.GetFullPath(settingsPath, currentDirectory!),
                name);
        }

        if (name is not null)
        {
            return Existing(
                ByEntry(index.FindFile(name) ?? FindElsewhere(index, name) ?? throw NotFound(index, $"Instance {name} of tentacle has not been configured on "
                    + "this machine.")));
        }

        var here = currentDirectory is null ? null : Path.Combine(currentDirectory, DefaultSettingsFile);
        if (here is not null && File.Exists(here))
        {
            return ByPath(index, here, null);
        }

        var own = index.List();
        var file = index.FindFile(InstanceName.Default) ?? (own is [var only] ? index.FindFile(only.Name) : null)
            ?? (own.Count == 0 ? FindElsewhere(index, null) : null);
        return Existing(ByEntry(file ?? throw NotFound(
            index,
            own.Count == 0
                ? "There are no instances of tentacle configured on this machine. Create one with 'tentacle create-instance', or name a settings file with "
                    + "--config."
                : "There is more than one instance of tentacle on this machine. Name one with --instance.")));
    }

    // Searches the indexes of other accounts, which only root sees. Finds the instance of that name. Without a name, finds the default instance or
    // the only one.
    private static IndexFile? FindElsewhere(InstanceIndex index, string? name)
    {
        var all = index.OfOtherAccounts().ToList();
        var meant = all.FindAll(file => file.Entry.Name.Equals(name ?? InstanceName.Default, StringComparison.OrdinalIgnoreCase));
        meant = meant.Count == 0 && name is null ? all : meant;
        return meant.Count <= 1
            ? meant.FirstOrDefault()
            : throw new SettingsException(
                $"More than one account of this machine has an instance{(name is null ? "" : $" named {name}")}: "
                + $"{string.Join(", ", meant.Select(file => $"{file.Entry.Name} of '{file.Account}' ({file.Entry.ConfigurationFilePath})"))}. "
                + "Name its settings file with --config.");
    }

    private static Instance ByEntry(IndexFile file) =>
        new(file.Entry.Name, Path.GetFullPath(file.Entry.ConfigurationFilePath), file.Root, IsListed: true) { Account = file.Account };

    // A path that the index lists means the listed instance, with its key and its name.
    private static Instance ByPath(InstanceIndex index, string path, string? name)
    {
        var listed = index.Files().Concat(index.OfOtherAccounts()).Where(file => Path.GetFullPath(file.Entry.ConfigurationFilePath) == path).ToList();
        var entry = listed.Find(file => name is null || file.Entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (entry is null && name is not null && listed.Count > 0)
        {
            throw new SettingsException(
                $"The settings file '{path}' belongs to the instance '{listed[0].Entry.Name}', not to '{name}'. Leave out --config or --instance.");
        }

        return Existing(entry is null ? Unlisted(index.Roots, path, name ?? InstanceName.Default) : ByEntry(entry));
    }

    // The key is in the root of the account that created the instance.
    private static Instance Unlisted(ConfigurationRoots roots, string path, string name)
    {
        var own = new Instance(name, path, roots.Write, IsListed: false);
        if (roots.Read.Prepend(roots.Write).Select(root => own with { ConfigurationRoot = root }).FirstOrDefault(HasKey) is { } found)
        {
            return found;
        }

        return roots.OtherAccounts.Select(other => own with { ConfigurationRoot = other.Root, Account = other.Account }).FirstOrDefault(HasKey) ?? own;
    }

    private static bool HasKey(Instance instance) => File.Exists(instance.KeyPath);

    // A running agent works by the settings that it has read, so its instance is found without the file. Commands that need the file report it.
    private static Instance Existing(Instance instance) =>
        File.Exists(instance.SettingsPath) || Path.Exists(instance.FindRememberedHome().LocalSocket)
            ? instance
            : throw new SettingsException(
                $"The settings file '{instance.SettingsPath}' of the instance '{instance.Name}' is not there, or the account '{Environment.UserName}' cannot "
                + "reach it. "
                + "Create it with 'tentacle create-instance', or name another with --config.");

    private static SettingsException NotFound(InstanceIndex index, string sentence) =>
        new(string.Join(' ', new[]
        {
            sentence,
            index.List() is { Count: > 0 } list ? $"Available instances: {string.Join(", ", list.Select(entry => entry.Name))}." : "",
            index.ListOfOtherAccounts() is { Count: > 0 } others ? "Other accounts have: "
                + $"{string.Join(", ", others.Select(other => $"{other.Entry.Name} ('{other.Account}')"))}." : "",
        }.Where(part => part.Length > 0)));
}
