using Tentacle.Core.Services.Control;

namespace Tentacle.Core.Services.Windows;

/// <summary>What the service control manager is told about one service, as its functions want it.</summary>
internal sealed record WindowsServiceOrder
{
    // The workstation service and TCP/IP are the original's.
    private static readonly string[] AlwaysNeeded = ["LanmanWorkstation", "TCPIP"];

    public required string Name { get; init; }

    /// <summary>The program and its arguments, quoted: a path with blanks that is not can be made to start another program.</summary>
    public required string CommandLine { get; init; }

    /// <summary>Names, each ended by a zero character, and one zero more.</summary>
    public required string Dependencies { get; init; }

    /// <summary>Null leaves the account as it is; a new service then runs as LocalSystem.</summary>
    public string? Account { get; init; }

    /// <summary>Null, not empty, for accounts without one: an empty password is a password.</summary>
    public string? Password { get; init; }

    /// <summary>When the system starts it again after it ended by itself; the last one counts for every further time.</summary>
    public static IReadOnlyList<TimeSpan> RecoveryDelays { get; } = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1)];

    /// <summary>After so long without a failure the delays begin anew.</summary>
    public static TimeSpan RecoveryReset { get; } = TimeSpan.FromDays(1);

    /// <exception cref="ServiceException">The account needs a password, and none was given.</exception>
    public static WindowsServiceOrder Compose(ServiceDefinition definition)
    {
        var instance = definition.Instance;
        var identity = instance.IsListed ? $"--instance=\"{instance.Name}\"" : $"--config=\"{instance.SettingsPath}\"";
        return new WindowsServiceOrder
        {
            Name = ServiceName.OnWindows(instance),
            CommandLine = $"\"{definition.Program}\" run {identity}",
            Dependencies = string.Concat(AlwaysNeeded.Concat((definition.DependsOn ?? "").Split(['/', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(name => name + '\0')) + '\0',
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
            $"The account '{account.Name}' needs its password. Give it with --password - (read from standard input) or in OCTOPUS_SERVICE_PASSWORD; a managed account is written with a dollar at its end.");
    }
}
