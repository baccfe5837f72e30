using System.Text;
using Tentacle.Cli.Parsing;
using Tentacle.Core.Instances;
using Tentacle.Core.Instances.Settings;

namespace Tentacle.Cli.Invocations;

/// <summary>One call of a command: what it was given and what it writes to.</summary>
/// <param name="commands">All there are, for help and completion.</param>
public sealed class Invocation(Command command, Arguments arguments, Terminal terminal, IReadOnlyList<Command> commands)
{
    private Instance? _instance;

    public Command Command => command;
    public Arguments Arguments => arguments;
    public Terminal Terminal => terminal;
    public IReadOnlyList<Command> Commands => commands;

    /// <summary>The instance, when the command has come to ask for it.</summary>
    public Instance? UsedInstance => _instance;

    /// <summary>The instance that is meant.</summary>
    /// <exception cref="SettingsException">There is none, or it is not clear which.</exception>
    public Instance Instance =>
        _instance ??= terminal.Index.Resolve(arguments.Find(CommonOptions.Instance), FindPath(CommonOptions.Config), terminal.CurrentDirectory);

    /// <summary>A line of what was asked for.</summary>
    public void Print(string line) => terminal.Out.WriteLine(line);

    /// <summary>A line about what is being done; silent under <c>--noconsolelogging</c>.</summary>
    public void Say(string line)
    {
        if (!arguments.Has(CommonOptions.NoConsoleLogging))
        {
            terminal.Out.WriteLine(line);
        }
    }

    /// <summary>A line that the caller should see even when the output goes to a program.</summary>
    public void Warn(string line) => terminal.Error.WriteLine(line);

    /// <summary>A path as the caller wrote it, made absolute; null when the option is not given.</summary>
    public string? FindPath(Option option) => arguments.Find(option) is { } path ? terminal.FullPath(path) : null;

    /// <summary>The value of a sensitive option; <c>-</c> reads one line from standard input, so that it stands in no command line.</summary>
    /// <exception cref="UserErrorException">Standard input ended before there was a line.</exception>
    public string? FindSecret(Option option) => arguments.Find(option) switch
    {
        "-" => ReadSecret(option) ?? throw new UserErrorException($"--{option.Name} is '-', but standard input holds no line. Write the value to it."),
        var value => value,
    };

    private string? ReadSecret(Option option)
    {
        terminal.SayWhenAPersonTypes($"The value of --{option.Name} is read from standard input, one line:");
        return BoundedInput.ReadLine(terminal.In, $"--{option.Name}");
    }

    /// <summary>All of standard input, without a byte order mark.</summary>
    /// <param name="most">The number of characters that are read.</param>
    /// <exception cref="UserErrorException">There is more.</exception>
    public string ReadInput(int most)
    {
        terminal.SayWhenAPersonTypes("Standard input is read to its end: Ctrl-D ends it.");
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
