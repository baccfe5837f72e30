using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Services;
using Tentacle.Services.Control;

namespace Tentacle.Cli.Commands.Services;

/// <summary><c>service</c>: manages the service of one instance, or of all. Its options are applied in a fixed order, so a call may be repeated.</summary>
internal static class ServiceCommand
{
    private const string AllInstances = "*";
    private const string UserVariable = "OCTOPUS_SERVICE_USERNAME";
    private const string PasswordVariable = "OCTOPUS_SERVICE_PASSWORD";

    private static readonly Option Start = Option.Flag("start", "Start the service if it is not already running");
    private static readonly Option Stop = Option.Flag("stop", "Stop the service if it is running");
    private static readonly Option Restart = Option.Flag("restart", "Restart the service if it is running");
    private static readonly Option Reconfigure = Option.Flag("reconfigure", "Reconfigure the service");
    private static readonly Option Install = Option.Flag("install", "Install the service");

    private static readonly Option User = Option.Value(
        "username|user",
        "Username to run the service under (DOMAIN\\Username format for Windows). Only used when --install or --reconfigure are used. "
        + $"Can also be passed via an environment variable {UserVariable}. Defaults to the account that the service has, else to 'root' for Systemd services "
        + "and LocalSystem on Windows.");

    private static readonly Option Uninstall = Option.Flag("uninstall", "Uninstall the service");

    private static readonly Option Password = Option.Value(
        "password",
        "Password for the username specified with --username; - reads it from standard input. Only used when --install or --reconfigure are used. "
        + $"Can also be passed via an environment variable {PasswordVariable}.",
        sensitive: true);

    private static readonly Option DependOn = Option.Value("dependOn", "Another service that must be up before this one");

    public static Command Create() => new("service", "Start, stop, install and configure the Tentacle service", RunAsync)
    {
        UsesInstance = true,
        Options = [Start, Stop, Restart, Reconfigure, Install, User, Uninstall, Password, DependOn],
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var wishes = WishesIn(invocation.Arguments);
        if (wishes == new ServiceWishes())
        {
            invocation.Warn("Nothing was done. Say what to do with the service: --install, --reconfigure, --start, --stop, --restart or --uninstall.");
            return ExitCodes.Done;
        }

        try
        {
            var steps = new ServiceSteps(ServiceControl.OfThisMachine(invocation.Terminal.Time), invocation.Report);
            if (invocation.Arguments.Find(CommonOptions.Instance) == AllInstances)
            {
                await RunForAllAsync(invocation, steps, wishes, cancellationToken);
            }
            else
            {
                await steps.RunAsync(Define(invocation, invocation.Instance, AccountIn(invocation, wishes)), wishes, cancellationToken);
            }

            return ExitCodes.Done;
        }
        catch (ServiceException e)
        {
            throw new UserErrorException(e.Message, e);
        }
    }

    private static async Task RunForAllAsync(Invocation invocation, ServiceSteps steps, ServiceWishes wishes, CancellationToken cancellationToken)
    {
        if (wishes.ChangesInstallation)
        {
            throw new UserErrorException("--instance=* can only be used for --start, --stop, and --restart flags");
        }

        var failures = new List<string>();
        foreach (var entry in invocation.Terminal.Index.List())
        {
            try
            {
                var instance = invocation.Terminal.Index.Resolve(entry.Name, null, invocation.Terminal.CurrentDirectory);
                await steps.RunAsync(Define(invocation, instance, account: null), wishes, cancellationToken);
            }
            catch (Exception e) when (e is ServiceException or SettingsException)
            {
                failures.Add(e.Message);
            }
        }

        if (failures.Count > 0)
        {
            throw new ServiceException(string.Join(Environment.NewLine, failures));
        }
    }

    private static ServiceWishes WishesIn(Arguments arguments) => new()
    {
        Restart = arguments.Has(Restart),
        Stop = arguments.Has(Stop),
        Uninstall = arguments.Has(Uninstall),
        Install = arguments.Has(Install),
        Reconfigure = arguments.Has(Reconfigure),
        Start = arguments.Has(Start),
    };

    private static ServiceDefinition Define(Invocation invocation, Instance instance, ServiceAccount? account)
    {
        if (instance.Account is { } owner && account?.Name != owner && (invocation.Arguments.Has(Install) || invocation.Arguments.Has(Reconfigure)))
        {
            throw new UserErrorException(OtherAccounts.Refusal(instance, owner, $"so it is not installed as a service of '{account?.Name ?? "root"}'"));
        }

        if (!instance.IsListed && (invocation.Arguments.Has(Install) || invocation.Arguments.Has(Reconfigure)))
        {
            invocation.Warn("Please note, currently there can only be one un-named instance configured as a service on a machine at a time.");
        }

        return new ServiceDefinition
        {
            Instance = instance,
            Program = ThisProgram.Path,
            Account = account,
            DependsOn = invocation.Arguments.Find(DependOn),
        };
    }

    private static ServiceAccount? AccountIn(Invocation invocation, ServiceWishes wishes)
    {
        if (!wishes.Install && !wishes.Reconfigure)
        {
            return null;
        }

        var password = invocation.FindSecret(Password) ?? NotBlank(Environment.GetEnvironmentVariable(PasswordVariable));
        return (invocation.Arguments.Find(User) ?? NotBlank(Environment.GetEnvironmentVariable(UserVariable))) is { } name
            ? new ServiceAccount(name, password)
            : null;
    }

    private static string? NotBlank(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
