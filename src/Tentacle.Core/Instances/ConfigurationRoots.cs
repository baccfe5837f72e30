namespace Tentacle.Core.Instances;

/// <summary>Where the index of instances and their keys are.</summary>
/// <param name="Read">In the order in which they are looked through: the user's, then the machine's.</param>
/// <param name="Write">Where new entries go: the machine's for root, else the user's.</param>
public sealed record ConfigurationRoots(IReadOnlyList<string> Read, string Write)
{
    /// <summary>Those of the machine's other accounts, which only root looks through: it sees what they have made, and never takes it for its own.</summary>
    public IReadOnlyList<AccountRoot> OtherAccounts { get; init; } = [];

    /// <summary>The original's: one folder for index and keys, set from outside.</summary>
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
            ? new ConfigurationRoots([user, machine], machine) { OtherAccounts = [.. AccountRoot.Find(AccountRoot.Accounts, AccountRoot.Homes).Where(other => other.Root != user)] }
            : new ConfigurationRoots([user, machine], user);
    }

    public static string InstancesUnder(string root) => Path.Combine(root, "Tentacle", "Instances");

    public static string KeysUnder(string root) => Path.Combine(root, "Tentacle", "Keys");

    /// <exception cref="Settings.SettingsException">It is not a name of an instance.</exception>
    public static string KeyUnder(string root, string name) => Path.Combine(KeysUnder(root), InstanceName.FileNameOf(InstanceName.Check(name)) + ".key");

    // The XDG specification has relative values ignored.
    private static string UserConfiguration() =>
        Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } set && Path.IsPathRooted(set)
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".config");
}
