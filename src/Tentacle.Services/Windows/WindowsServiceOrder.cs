using Tentacle.Services.Control;

namespace Tentacle.Services.Windows;

/// <summary>The parameters of one service, in the form that the functions of the service control manager require.</summary>
internal sealed record WindowsServiceOrder
{
    // The workstation service and TCP/IP are dependencies of the original Tentacle.
    private static readonly string[] AlwaysNeeded = ["LanmanWorkstation", "TCPIP"];

    public required string Name { get; init; }

    /// <summary>The quoted path of the program and its arguments. An unquoted path with spaces could be exploited to start another program.</summary>
    public required string CommandLine { get; init; }

    /// <summary>The names of the dependencies. Each ends with a zero character, and one more ends the list.</summary>
    public required string Dependencies { get; init; }

    /// <summary>Null keeps the account of an installed service; a new service then runs as LocalSystem.</summary>
    public string? Account { get; init; }

    /// <summary>The password; null for accounts without one. An empty string would be a password.</summary>
    public string? Password { get; init; }

    /// <summary>The delays before the system restarts the service after unexpected ends. The last one applies to all further ends.</summary>
    public static IReadOnlyList<TimeSpan> RecoveryDelays { get; } = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1)];

    /// <summary>The time without a failure after which the delays start from the first one again.</summary>
    public static TimeSpan RecoveryReset { get; } = TimeSpan.FromDays(1);

    /// <exception cref="ServiceException">The account needs a password, and none was specified.</exception>
    public static WindowsServiceOrder Compose(ServiceDefinition definition)
    {
        var instance = definition.Instance;
        var identity = instance.IsListed ? $"--instance=\"{instance.Name}\"" : $"--config=\"{instance.SettingsPath}\"";
        return new WindowsServiceOrder
        {
            Name = ServiceName.OnWindows(instance),
            CommandLine = $"\"{definition.Program}\" run {identity}",
            Dependencies = string.Concat(
                AlwaysNeeded.Concat(
                    (definition.DependsOn ?? "").Split(
                        ['/', ','],
                        StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(name => name + '\0')) + '\0',
            Account = definition.Account is { } account ? WindowsAccount.FullName(account.Name) : null,
            Password = definition.Account is { } needed ? PasswordOf(needed) : null,
        };
    }

    private static string? PasswordOf(ServiceAccount account)
    {
        if (!WindowsAccount.NeedsPassword(account.Name))
        {
            return null;
        }

        return account.Password ?? throw new ServiceException(
            $"The account '{account.Name}' needs its password. Give it with --password - (read from standard input) or in OCTOPUS_SERVICE_PASSWORD; "
            + "a managed account is written with a dollar at its end.");
    }
}
