namespace Tentacle.Instances;

/// <summary>The directories with the index of instances and their keys.</summary>
/// <param name="Read">The directories to search, in this order: the user's, then the machine's.</param>
/// <param name="Write">The directory for new entries: the machine's for root, otherwise the user's.</param>
public sealed record ConfigurationRoots(IReadOnlyList<string> Read, string Write)
{
    /// <summary>
    /// The directories of the machine's other accounts. Only root searches them. It sees the instances of these accounts, and never treats them as
    /// its own.
    /// </summary>
    public IReadOnlyList<AccountRoot> OtherAccounts { get; init; } = [];

    /// <summary>The original's environment variable that sets one folder for the index and the keys.</summary>
    public const string EnvironmentVariable = "TentacleMachineConfigurationHomeDirectory";

    public static ConfigurationRoots ForThisProcess()
    {
        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } set)
        {
            var root = Path.GetFullPath(set);
            return new ConfigurationRoots([root], root);
        }

        if (OperatingSystem.IsWindows())
        {
            var programData = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "Octopus");
            return new ConfigurationRoots([programData], programData);
        }

        const string machine = "/etc/octopus";
        var user = Path.Combine(UserConfiguration(), "octopus");
        return Environment.IsPrivilegedProcess
            ? new ConfigurationRoots([user, machine], machine)
            {
                OtherAccounts = [.. AccountRoot.Find(AccountRoot.Accounts, AccountRoot.Homes).Where(other => other.Root != user)],
            }
            : new ConfigurationRoots([user, machine], user);
    }

    public static string InstancesUnder(string root) => Path.Combine(root, "Tentacle", "Instances");

    public static string KeysUnder(string root) => Path.Combine(root, "Tentacle", "Keys");

    /// <exception cref="Settings.SettingsException">The name is not a valid instance name.</exception>
    public static string KeyUnder(string root, string name) => Path.Combine(KeysUnder(root), InstanceName.FileNameOf(InstanceName.Check(name)) + ".key");

    // The XDG specification requires that relative values are ignored.
    private static string UserConfiguration() =>
        Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } set && Path.IsPathRooted(set)
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".config");
}
