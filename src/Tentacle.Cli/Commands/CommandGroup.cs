using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;

namespace Tentacle.Cli.Commands;

/// <summary>Commands that share their first word, for example those of <c>remote</c>, when the second one is missing or is none of theirs.</summary>
/// <param name="Name">The first word.</param>
/// <param name="Commands">Those of the group.</param>
internal sealed record CommandGroup(string Name, IReadOnlyList<Command> Commands)
{
    public static IEnumerable<string> NamesIn(IReadOnlyList<Command> commands) =>
        commands.Select(command => command.Name.Split(' ')).Where(words => words.Length > 1).Select(words => words[0]).Distinct();

    /// <summary>Null when no command begins with that word.</summary>
    public static CommandGroup? Named(string name, IReadOnlyList<Command> commands) =>
        commands.Where(command => command.Name.StartsWith(name + " ", StringComparison.OrdinalIgnoreCase)).ToList() is { Count: > 0 } own ? new CommandGroup(name, own) : null;

    /// <summary>Lists the group's commands, or says which of them may have been meant.</summary>
    /// <param name="arguments">What follows the first word.</param>
    /// <param name="terminal">Is written to.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UserErrorException">The format is none.</exception>
    public int Answer(IReadOnlyList<string> arguments, Terminal terminal)
    {
        if (Parser.AsksFor(CommonOptions.Help, arguments, CommonOptions.All))
        {
            HelpCommand.WriteAll(terminal.Out, Commands, HelpCommand.WantsJson(arguments, CommonOptions.All));
            return ExitCodes.Done;
        }

        if (arguments.FirstOrDefault(argument => argument is not ['-', ..]) is not { } verb || arguments[0] is ['-', ..])
        {
            // As with no command at all; where there are options something was meant.
            HelpText.WriteCommands(terminal.Out, Commands);
            if (arguments.Count > 0)
            {
                terminal.Error.WriteLine($"Say what '{Name}' is to do before its options: {string.Join(", ", Verbs())}.");
            }

            return ExitCodes.UnknownCommand;
        }

        var near = NearestName.Find(verb, Verbs());
        terminal.Error.WriteLine($"Command '{Name} {verb}' is not supported. {(near is null ? $"Use one of {string.Join(", ", Verbs())}." : $"Did you mean '{Name} {near}'?")}");
        terminal.Out.WriteLine($"See 'tentacle help {Name}'");
        return ExitCodes.UnknownCommand;
    }

    private IEnumerable<string> Verbs() => Commands.Select(command => command.Name[(Name.Length + 1)..]);
}
