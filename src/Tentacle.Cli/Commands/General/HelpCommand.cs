using System.Text.Json;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;

namespace Tentacle.Cli.Commands.General;

/// <summary><c>help</c>, <c>help X</c>, <c>X --help</c>: prints help. Needs no instance.</summary>
internal static class HelpCommand
{
    private static readonly Option Format = Option.Format();

    public static Command Create() => new("help", "Prints this help text", Run)
    {
        Aliases = ["h", "?"],
        Options = [Format],
        Positionals = "[<command>]",
    };

    /// <summary>True when <c>X --help</c> requests JSON, even when X has no format itself. Other errors in the arguments are ignored for help.</summary>
    public static bool WantsJson(IReadOnlyList<string> arguments, IReadOnlyList<Option> options)
    {
        var format = options.FirstOrDefault(option => option.Name == Format.Name);
        return Arguments.IsJson(Parser.FindIn(format ?? Format, arguments, format is null ? [.. options, Format] : options));
    }

    public static void Write(TextWriter output, Command command, bool json)
    {
        if (json)
        {
            var view = new CommandView(command.Name, command.Description, command.Aliases, Views(command.AllOptions), Views(CommonOptions.All));
            output.WriteLine(JsonSerializer.Serialize(view, CliJson.Readable.CommandView));
        }
        else
        {
            HelpText.WriteCommand(output, command);
        }
    }

    private static Task<int> Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var json = invocation.Arguments.WantsJson(Format);
        var output = invocation.Terminal.Out;
        if (invocation.Arguments.Positionals is not { Count: > 0 } words)
        {
            WriteAll(output, invocation.Commands, json);
            return Task.FromResult(ExitCodes.Done);
        }

        var name = Command.NameIn(string.Join(' ', words));
        if (invocation.Commands.FirstOrDefault(command => command.IsNamed(name)) is { } found)
        {
            Write(output, found, json);
            return Task.FromResult(ExitCodes.Done);
        }

        if (words.Count == 1 && CommandGroup.Named(name, invocation.Commands) is { } group)
        {
            WriteAll(output, group.Commands, json);
            return Task.FromResult(ExitCodes.Done);
        }

        return Task.FromResult(UnknownCommand.Report(name, invocation.Commands, invocation.Terminal));
    }

    /// <summary>Lists all commands, or those of a group.</summary>
    public static void WriteAll(TextWriter output, IReadOnlyList<Command> commands, bool json)
    {
        if (json)
        {
            var view = new CommandsView(
                [.. HelpText.Shown(commands).Select(command => new CommandSummaryView(command.Name, command.Description, command.Aliases))]);
            output.WriteLine(JsonSerializer.Serialize(view, CliJson.Readable.CommandsView));
        }
        else
        {
            HelpText.WriteCommands(output, commands);
        }
    }

    private static List<OptionView> Views(IReadOnlyList<Option> options) =>
        [.. options.Where(option => !option.IsHidden).Select(option => new OptionView(option.Name, option.Description))];
}
