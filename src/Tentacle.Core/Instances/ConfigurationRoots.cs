namespace Tentacle.Core.Instances;

/// <summary>Where the index of instances and their keys are.</summary>
/// <param name="Read">In the order in which they are looked through: the user's, then the machine's.</param>
/// <param name="Write">Where new entries go: the machine's for root, else the user's.</param>
public sealed record ConfigurationRoots(IReadOnlyList<string> Read, string Write)
{
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
        return new ConfigurationRoots([user, machine], Environment.IsPrivilegedProcess ? machine : user);
    }

    public static string InstancesUnder(string root) => Path.Combine(root, "Tentacle", "Instances");

    public static string KeysUnder(string root) => Path.Combine(root, "Tentacle", "Keys");

    // The XDG specification has relative values ignored.
    private static string UserConfiguration() =>
        Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } set && Path.IsPathRooted(set)
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".config");
}
