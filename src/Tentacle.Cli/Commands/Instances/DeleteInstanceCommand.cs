using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Services;
using Tentacle.Services.Control;

namespace Tentacle.Cli.Commands.Instances;

/// <summary><c>delete-instance</c>: removes the entry in the index, and on request settings and home as well. The service is not removed.</summary>
internal static class DeleteInstanceCommand
{
    private static readonly Option DeleteHome = Option.Flag(
        "delete-home", "Deletes settings, certificate, key, jobs and logs as well. Deployed applications, what else is in the home directory, and what "
            + "another instance uses, stay. The service must be removed, and the agent stopped, before");

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
        // An entry whose settings file is missing can still be deleted by name. Without a name, the instance is resolved.
        var name = invocation.Arguments.Find(CommonOptions.Instance);
        var entry = name is null ? null : invocation.Terminal.Index.Find(name);
        if (entry is null)
        {
            var instance = invocation.Instance;
            RefuseAnotherAccounts(instance);
            if (!instance.IsListed)
            {
                invocation.Report($"The configuration file {instance.SettingsPath} belongs to no registered instance. Nothing was deleted.");
                return;
            }

            entry = new InstanceEntry(instance.Name, instance.SettingsPath);
        }

        invocation.Terminal.Index.Remove(entry.Name);
        invocation.Report($"Deleted instance: {entry.Name}. Its configuration file {entry.ConfigurationFilePath} and its home directory are kept.");
    }

    private static void RefuseAnotherAccounts(Instance instance)
    {
        if (instance.Account is { } account)
        {
            throw new UserErrorException(
                $"The instance '{instance.Name}' belongs to the account '{account}', so it is not deleted. Delete it as that account: "
                + $"sudo -u {account} tentacle delete-instance --instance \"{instance.Name}\".");
        }
    }

    private static async Task DeleteAllAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var instance = invocation.Instance;
        RefuseAnotherAccounts(instance);
        var left = await DeleteFilesAsync(instance, invocation.Terminal, cancellationToken);
        if (instance.IsListed)
        {
            invocation.Terminal.Index.Remove(instance.Name);
        }

        invocation.Report(left switch
        {
            { Sharing: { } sharing } => $"Deleted instance: {instance.Name}, with its settings and certificate. "
                + $"Its home directory {left.Home} is also that of the instance {sharing.Title}, and is kept with all that is in it.",
            { Home: { } home } => $"Deleted instance: {instance.Name}, with its settings, certificate, jobs and logs. What else was in {home} is kept.",
            _ => $"Deleted instance: {instance.Name}, with its settings, certificate, jobs and logs.",
        });
    }

    private static async Task<InstanceLeftovers> DeleteFilesAsync(Instance instance, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            return await new InstanceRemoval(ServiceControl.OfThisMachine(terminal.Time), terminal.Index).DeleteFilesAsync(instance, cancellationToken);
        }
        catch (ServiceException e)
        {
            throw new UserErrorException(e.Message, e);
        }
    }
}
