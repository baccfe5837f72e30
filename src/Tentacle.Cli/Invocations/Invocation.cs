using System.Text;
using Tentacle.Cli.Parsing;
using Tentacle.Instances;
using Tentacle.Instances.Settings;

namespace Tentacle.Cli.Invocations;

/// <summary>One call of a command, with its arguments and its terminal.</summary>
/// <param name="commands">All commands, for help and completion.</param>
internal sealed class Invocation(Command command, Arguments arguments, Terminal terminal, IReadOnlyList<Command> commands)
{
    private Instance? _instance;

    public Command Command => command;
    public Arguments Arguments => arguments;
    public Terminal Terminal => terminal;
    public IReadOnlyList<Command> Commands => commands;

    /// <summary>The instance; null when the command has not requested it.</summary>
    public Instance? UsedInstance => _instance;

    /// <summary>The instance that the arguments select.</summary>
    /// <exception cref="SettingsException">No instance exists, or the selection is ambiguous.</exception>
    public Instance Instance =>
        _instance ??= terminal.Index.Resolve(arguments.Find(CommonOptions.Instance), FindPath(CommonOptions.Config), terminal.CurrentDirectory);

    /// <summary>Writes a line of the result.</summary>
    public void Print(string line) => terminal.Out.WriteLine(line);

    /// <summary>Writes a progress message, unless <c>--noconsolelogging</c> is given.</summary>
    public void Report(string line)
    {
        if (!arguments.Has(CommonOptions.NoConsoleLogging))
        {
            terminal.Out.WriteLine(line);
        }
    }

    /// <summary>Writes a line to standard error, which the caller sees even when the output goes to a program.</summary>
    public void Warn(string line) => terminal.Error.WriteLine(line);

    /// <summary>The absolute form of a path option; null when the option is not given.</summary>
    public string? FindPath(Option option) => arguments.Find(option) is { } path ? terminal.FullPath(path) : null;

    /// <summary>The value of a sensitive option. The value <c>-</c> reads one line from standard input, so that the secret is not in a command line.</summary>
    /// <exception cref="UserErrorException">Standard input ended before a line was read.</exception>
    public string? FindSecret(Option option) => arguments.Find(option) switch
    {
        "-" => ReadSecret(option) ?? throw new UserErrorException($"--{option.Name} is '-', but standard input holds no line. Write the value to it."),
        var value => value,
    };

    private string? ReadSecret(Option option)
    {
        terminal.WriteWhenInteractive($"The value of --{option.Name} is read from standard input, one line:");
        return BoundedInput.ReadLine(terminal.In, $"--{option.Name}");
    }

    /// <summary>Reads standard input to its end, without a byte order mark.</summary>
    /// <param name="most">The maximum number of characters.</param>
    /// <exception cref="UserErrorException">The input is longer.</exception>
    public string ReadInput(int most)
    {
        terminal.WriteWhenInteractive("Standard input is read to its end: Ctrl-D ends it.");
        var text = new StringBuilder();
        var buffer = new char[8_192];
        int read;
        while ((read = terminal.In.Read(buffer)) > 0)
        {
            text.Append(buffer.AsSpan(0, read));
            if (text.Length > most)
            {
                throw new UserErrorException($"Standard input holds more than {most} characters. Write less to it.");
            }
        }

        return text.ToString().TrimStart('\uFEFF');
    }
}
