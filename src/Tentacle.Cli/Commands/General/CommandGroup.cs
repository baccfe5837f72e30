using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;

namespace Tentacle.Cli.Commands.General;

/// <summary>Commands with the same first word, for example <c>remote</c>. Handles calls whose second word is missing or unknown.</summary>
/// <param name="Name">The first word.</param>
/// <param name="Commands">The commands of the group.</param>
internal sealed record CommandGroup(string Name, IReadOnlyList<Command> Commands)
{
    public static IEnumerable<string> NamesIn(IReadOnlyList<Command> commands) =>
        commands.Select(command => command.Name.Split(' ')).Where(words => words.Length > 1).Select(words => words[0]).Distinct();

    /// <summary>Finds a group by its first word; null when no command begins with that word.</summary>
    public static CommandGroup? Named(string name, IReadOnlyList<Command> commands) =>
        commands.Where(command => command.Name.StartsWith(name + " ", StringComparison.OrdinalIgnoreCase)).ToList() is { Count: > 0 } own
            ? new CommandGroup(name, own)
            : null;

    /// <summary>Lists the group's commands, or suggests the one that may have been meant.</summary>
    /// <param name="arguments">The arguments after the first word.</param>
    /// <param name="terminal">The output.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UserErrorException">The format is not supported.</exception>
    public int Answer(IReadOnlyList<string> arguments, Terminal terminal)
    {
        if (Parser.AsksFor(CommonOptions.Help, arguments, CommonOptions.All))
        {
            HelpCommand.WriteAll(terminal.Out, Commands, HelpCommand.WantsJson(arguments, CommonOptions.All));
            return ExitCodes.Done;
        }

        if (arguments.FirstOrDefault(argument => argument is not ['-', ..]) is not { } verb || arguments[0] is ['-', ..])
        {
            // The same list as for a call without a command. Options show that a command was meant, so an error follows.
            HelpText.WriteCommands(terminal.Out, Commands);
            if (arguments.Count > 0)
            {
                terminal.Error.WriteLine($"Say what '{Name}' is to do before its options: {string.Join(", ", Verbs())}.");
            }

            return ExitCodes.UnknownCommand;
        }

        var near = NearestName.Find(verb, Verbs());
        terminal.Error.WriteLine(
            $"Command '{Name} {verb}' is not supported. {(near is null ? $"Use one of {string.Join(", ", Verbs())}." : $"Did you mean '{Name} {near}'?")}");
        terminal.Out.WriteLine($"See 'tentacle help {Name}'");
        return ExitCodes.UnknownCommand;
    }

    private IEnumerable<string> Verbs() => Commands.Select(command => command.Name[(Name.Length + 1)..]);
}
