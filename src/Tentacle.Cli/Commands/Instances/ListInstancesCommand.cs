using System.Text.Json;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;

namespace Tentacle.Cli.Commands.Instances;

/// <summary><c>list-instances</c>: lists all instances.</summary>
internal static class ListInstancesCommand
{
    private static readonly Option Format = Option.Format();

    public static Command Create() => Command.Simple("list-instances", "Lists all installed Tentacle instances", Run) with { Options = [Format] };

    private static void Run(Invocation invocation)
    {
        var json = invocation.Arguments.WantsJson(Format);
        var entries = invocation.Terminal.Index.List();
        var others = invocation.Terminal.Index.ListOfOtherAccounts();
        if (json)
        {
            var own = entries.Select(entry => new InstanceView(entry.Name, entry.ConfigurationFilePath));
            var views = own.Concat(others.Select(other => new InstanceView(other.Entry.Name, other.Entry.ConfigurationFilePath) { Account = other.Account }));
            invocation.Print(JsonSerializer.Serialize([.. views], CliJson.Readable.InstanceViewArray));
        }
        else if (entries.Count + others.Count == 0)
        {
            invocation.Print("No tentacle instances are installed on this machine.");
        }
        else
        {
            foreach (var entry in entries)
            {
                invocation.Print($"Instance '{entry.Name}' uses configuration '{entry.ConfigurationFilePath}'.");
            }

            foreach (var (account, entry) in others)
            {
                invocation.Print($"Instance '{entry.Name}' uses configuration '{entry.ConfigurationFilePath}'. It belongs to the account '{account}'.");
            }
        }
    }
}
