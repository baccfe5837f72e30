using Tentacle.Cli.Invocations;
using Tentacle.Core.Instances;

namespace Tentacle.Cli.Commands;

/// <summary><c>delete-instance</c>: removes the entry in the index. Settings, home and service stay.</summary>
internal static class DeleteInstanceCommand
{
    public static Command Create() => Command.Simple("delete-instance", "Deletes an instance of the Tentacle service", Run) with
    {
        Options = [CommonOptions.Instance, CommonOptions.Config],
    };

    private static void Run(Invocation invocation)
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
}
