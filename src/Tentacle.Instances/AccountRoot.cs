namespace Tentacle.Instances;

/// <summary>The directory in which an account of this machine keeps its index of instances and their keys.</summary>
/// <param name="Account">The name of the account.</param>
/// <param name="Root">The absolute path of the directory.</param>
public sealed record AccountRoot(string Account, string Root)
{
    internal const string Accounts = "/etc/passwd";
    internal const string Homes = "/home";

    private const int MaxAccounts = 10_000;
    private const int NameField = 0;
    private const int HomeField = 5;

    /// <summary>
    /// The accounts that have instances. They come from the machine's own list, and from the homes under <c>/home</c> for accounts of another
    /// directory. An index at another place (XDG_CONFIG_HOME) is known only to its account.
    /// </summary>
    /// <param name="accounts">The path of the machine's list of accounts, in the format of passwd(5).</param>
    /// <param name="homes">The directory of other homes. Each one is named after its account.</param>
    internal static IReadOnlyList<AccountRoot> Find(string accounts, string homes)
    {
        try
        {
            var listed = File.Exists(accounts)
                ? File.ReadLines(accounts).Take(MaxAccounts).Select(line => line.Split(':')).Where(fields => fields.Length > HomeField)
                    .Select(fields => (Name: fields[NameField], Home: fields[HomeField]))
                : [];
            var others = Directory.Exists(homes)
                ? Directory.EnumerateDirectories(homes).Take(MaxAccounts).Select(home => (Name: Path.GetFileName(home), Home: home))
                : [];
            return
            [
                .. listed.Concat(others)
                    .Where(account => Path.IsPathRooted(account.Home))
                    .Select(account => new AccountRoot(account.Name, Path.Combine(account.Home, ".config", "octopus")))
                    .DistinctBy(account => account.Root)
                    .Where(
                        account => Directory.Exists(ConfigurationRoots.InstancesUnder(account.Root))
                            || Directory.Exists(ConfigurationRoots.KeysUnder(account.Root))),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
