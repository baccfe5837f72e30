using Tentacle.Cli.Commands.Instances;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Services;
using Tentacle.Services.Control;

namespace Tentacle.Cli.Commands.Services;

/// <summary><c>checkservices</c>: starts the services that should be running but are not. The watchdog's task calls it.</summary>
internal static class CheckServicesCommand
{
    private static readonly Option Instances = Option.Value("instances", "Comma-separated list of instances to check, or * to check all instances");

    public static Command Create() => new("checkservices", "Checks the Tentacle instances are running", RunAsync) { Options = [Instances] };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var wanted = InstanceList.In(invocation.Arguments, Instances)
            ?? throw new UserErrorException("Use --instances argument to specify which instances to check. Use --instances=* to check all instances.");
        try
        {
            var control = ServiceControl.OfThisMachine(invocation.Terminal.Time);
            foreach (var entry in invocation.Terminal.Index.List().Where(entry => IsWanted(entry, wanted)))
            {
                await CheckAsync(invocation, control, entry, cancellationToken);
            }

            return ExitCodes.Done;
        }
        catch (ServiceException e)
        {
            throw new UserErrorException(e.Message, e);
        }
    }

    private static bool IsWanted(InstanceEntry entry, IReadOnlyList<string> wanted) =>
        wanted is [InstanceList.All] || wanted.Contains(entry.Name, StringComparer.OrdinalIgnoreCase);

    // A service that does not start must not keep the others from being checked. The next scheduled check tries it again.
    private static async Task CheckAsync(Invocation invocation, IServiceControl control, InstanceEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            var instance = invocation.Terminal.Index.Resolve(entry.Name, null, invocation.Terminal.CurrentDirectory);
            switch (await control.CheckAsync(instance, cancellationToken))
            {
                case var (line, isUp) when isUp:
                    invocation.Report(line);
                    break;
                case var (line, _):
                    invocation.Warn(line);
                    break;
            }
        }
        catch (SettingsException e)
        {
            invocation.Warn(e.Message);
        }
    }
}
