using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Core.Instances;
using Tentacle.Core.Instances.Settings;
using Tentacle.Core.Services;
using Tentacle.Core.Services.Control;

namespace Tentacle.Cli.Commands.Instances;

/// <summary><c>delete-instance</c>: removes the entry in the index. Settings and home stay unless they are wanted gone, too; the service stays.</summary>
internal static class DeleteInstanceCommand
{
    private static readonly Option DeleteHome = Option.Flag(
        "delete-home", "Deletes settings, certificate, key, jobs and logs as well. Deployed applications, and what else is in the home directory, stay. The service must be removed, and the agent stopped, before");

    public static Command Create() => new("delete-instance", "Deletes an instance of the Tentacle service", RunAsync)
    {
        Options = [CommonOptions.Instance, CommonOptions.Config, DeleteHome],
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Arguments.Has(DeleteHome))
        {
            await DeleteAllAsync(invocation, cancellationToken);
        }
        else
        {
            DeleteEntry(invocation);
        }

        return ExitCodes.Done;
    }

    private static void DeleteEntry(Invocation invocation)
    {
        // An entry whose settings file is gone can still be named and deleted; only without a name is the instance looked for.
        var name = invocation.Arguments.Find(CommonOptions.Instance);
        var entry = name is null ? null : invocation.Terminal.Index.Find(name);
        if (entry is null)
        {
            var instance = invocation.Instance;
            if (!instance.IsListed)
            {
                invocation.Say($"The configuration file {instance.SettingsPath} belongs to no registered instance. Nothing was deleted.");
                return;
            }

            entry = new InstanceEntry(instance.Name, instance.SettingsPath);
        }

        invocation.Terminal.Index.Remove(entry.Name);
        invocation.Say($"Deleted instance: {entry.Name}. Its configuration file {entry.ConfigurationFilePath} and its home directory are kept.");
    }

    private static async Task DeleteAllAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var instance = invocation.Instance;
        var left = await DeleteFilesAsync(instance, invocation.Terminal.Time, cancellationToken);
        if (instance.IsListed)
        {
            invocation.Terminal.Index.Remove(instance.Name);
        }

        invocation.Say($"Deleted instance: {instance.Name}, with its settings, certificate, jobs and logs.{(left is null ? "" : $" What else was in {left} is kept.")}");
    }

    private static async Task<string?> DeleteFilesAsync(Instance instance, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await new InstanceRemoval(ServiceControl.OfThisMachine(time)).DeleteFilesAsync(instance, cancellationToken);
        }
        catch (ServiceException e)
        {
            throw new UserErrorException(e.Message, e);
        }
    }
}
