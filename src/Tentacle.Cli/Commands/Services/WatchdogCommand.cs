using Tentacle.Cli.Commands.Instances;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Services;
using Tentacle.Services.Control;

namespace Tentacle.Cli.Commands.Services;

/// <summary><c>watchdog</c>: manages the scheduled task that starts stopped services on Windows. systemd needs no such task.</summary>
internal static class WatchdogCommand
{
    private const int DefaultInterval = 5;

    // The maximum interval of a scheduled task is 31 days.
    private const int MaxInterval = 31 * 24 * 60;

    private static readonly Option CreateTask = Option.Flag("create", "Create the watchdog task for the given instances");
    private static readonly Option DeleteTask = Option.Flag("delete", "Delete the watchdog task for the given instances");
    private static readonly Option Interval = Option.Value("interval", "The interval, in minutes, at which that the service(s) should be checked (default: 5)");
    private static readonly Option Instances = Option.Value(
        "instances",
        "Comma separated list of instances to be checked, or * to check all instances (default: *)");

    public static Command Create() => new("watchdog", "Configure a scheduled task to monitor the Tentacle service(s)", RunAsync)
    {
        Options = [CreateTask, DeleteTask, Interval, Instances],
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var arguments = invocation.Arguments;
        var task = new WatchdogTask(
            arguments.FindNumber(Interval, 1, MaxInterval) ?? DefaultInterval,
            string.Join(',', InstanceList.In(arguments, Instances) ?? [InstanceList.All]));
        if (!arguments.Has(CreateTask) && !arguments.Has(DeleteTask))
        {
            throw new UserErrorException("Invalid arguments. Please specify either --create or --delete.");
        }

        if (!OperatingSystem.IsWindows())
        {
            throw new UserErrorException(
                "This command is only supported on Windows. Elsewhere systemd itself starts an agent again that has ended or hangs ('tentacle service "
                + "--install').");
        }

        try
        {
            await ChangeAsync(invocation, task, cancellationToken);
            return ExitCodes.Done;
        }
        catch (ServiceException e)
        {
            throw new UserErrorException(e.Message, e);
        }
    }

    private static async Task ChangeAsync(Invocation invocation, WatchdogTask task, CancellationToken cancellationToken)
    {
        if (invocation.Arguments.Has(DeleteTask))
        {
            invocation.Report("Removing watchdog task");
            await WatchdogTask.DeleteAsync(cancellationToken);
            return;
        }

        invocation.Report("Creating watchdog task");
        invocation.Report($"Setting watchdog task interval to {task.Interval} minutes");
        invocation.Report($"Instances: {task.Instances}");
        await task.CreateAsync(ThisProgram.Path, cancellationToken);
    }
}
