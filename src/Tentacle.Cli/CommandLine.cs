using System.Diagnostics.CodeAnalysis;
using Tentacle.Cli.Commands.General;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Instances.Settings;

namespace Tentacle.Cli;

/// <summary>Runs the command line: finds the command, parses its arguments, runs it, and converts exceptions to messages. The result is an exit code.</summary>
internal sealed class CommandLine(IReadOnlyList<Command> commands)
{
    /// <summary>The command that is running; null before one was found.</summary>
    public Command? Running { get; private set; }

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(terminal);
        if (arguments.Count == 0)
        {
            HelpText.WriteCommands(terminal.Out, commands);
            return ExitCodes.UnknownCommand;
        }

        if (Find(arguments) is not var (command, words))
        {
            return RefuseUnknown(arguments, terminal);
        }

        Running = command;
        return await RunAsync(command, [.. arguments.Skip(words)], terminal, cancellationToken);
    }

    [SuppressMessage("Design", "CA1031", Justification = "The root of the process: an unexpected exception becomes exit code 100 and a log entry.")]
    private async Task<int> RunAsync(Command command, IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        Invocation? invocation = null;
        string? refusal = null;
        try
        {
            IReadOnlyList<Option> options = [.. command.AllOptions, .. CommonOptions.All];
            if (Parser.AsksFor(CommonOptions.Help, arguments, options))
            {
                HelpCommand.Write(terminal.Out, command, HelpCommand.WantsJson(arguments, options));
                return ExitCodes.Done;
            }

            invocation = new Invocation(command, Parser.Parse(arguments, options, command.Positionals is not null), terminal, commands);
            return await command.Run(invocation, cancellationToken);
        }
        catch (Exception e) when (e is UserErrorException or SettingsException)
        {
            refusal = e.Message;
            terminal.Error.WriteLine(refusal);
            return ExitCodes.UserError;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
        catch (Exception e)
        {
            terminal.Error.WriteLine(
                $"'tentacle {command.Name}' failed unexpectedly: {e.Message} ({e.GetType().Name}). {CommandLog.Keep(e, command, terminal)}");
            return ExitCodes.Unexpected;
        }
        finally
        {
            CommandLog.Record(invocation, refusal);
        }
    }

    private int RefuseUnknown(IReadOnlyList<string> arguments, Terminal terminal)
    {
        var name = Command.NameIn(arguments[0]);
        try
        {
            return CommandGroup.Named(name, commands) is { } group
                ? group.Answer([.. arguments.Skip(1)], terminal)
                : UnknownCommand.Report(name, commands, terminal);
        }
        catch (UserErrorException e)
        {
            terminal.Error.WriteLine(e.Message);
            return ExitCodes.UserError;
        }
    }

    private (Command Command, int Words)? Find(IReadOnlyList<string> arguments)
    {
        var first = Command.NameIn(arguments[0]);
        if (arguments.Count > 1 && commands.FirstOrDefault(command => command.IsNamed($"{first} {arguments[1]}")) is { } grouped)
        {
            return (grouped, 2);
        }

        return commands.FirstOrDefault(command => command.IsNamed(first)) is { } found ? (found, 1) : null;
    }
}
