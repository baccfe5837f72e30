using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;

namespace Tentacle.Cli.Commands.General;

/// <summary>Help as text, in the original's layout: descriptions begin in column 29 and are wrapped at column 80.</summary>
internal static class HelpText
{
    private const int DescriptionColumn = 29;
    private const int ContinuationColumn = DescriptionColumn + 2;
    private const int Width = 80;

    public static void WriteCommands(TextWriter output, IReadOnlyList<Command> commands)
    {
        output.WriteLine("Usage: tentacle <command> [<options>]");
        output.WriteLine();
        output.WriteLine("Where <command> is one of: ");
        output.WriteLine();
        var shown = Shown(commands);
        var column = shown.Max(command => command.Name.Length) + 4;
        foreach (var command in shown)
        {
            var lines = Wrap(command.Description, Width - column);
            output.WriteLine($"  {command.Name.PadRight(column - 2)}{lines[0]}");
            WriteRest(output, lines, column);
        }

        output.WriteLine();
        output.WriteLine("Or use 'tentacle help <command>' for more details.");
    }

    public static void WriteCommand(TextWriter output, Command command)
    {
        output.WriteLine($"Usage: tentacle {command.Name}{(command.Positionals is { } positionals ? $" {positionals}" : "")} [<options>]");
        output.WriteLine();
        output.WriteLine("Where [<options>] is any of: ");
        output.WriteLine();
        WriteOptions(output, command.AllOptions);
        output.WriteLine();
        output.WriteLine("Or one of the common options: ");
        output.WriteLine();
        WriteOptions(output, CommonOptions.All);
    }

    /// <summary>The commands that are not hidden, ordered by name.</summary>
    public static IReadOnlyList<Command> Shown(IReadOnlyList<Command> commands) =>
        [.. commands.Where(command => !command.IsHidden).OrderBy(command => command.Name, StringComparer.Ordinal)];

    private static void WriteOptions(TextWriter output, IReadOnlyList<Option> options)
    {
        foreach (var option in options.Where(option => !option.IsHidden))
        {
            var names = Names(option);
            if (names.Length >= DescriptionColumn)
            {
                output.WriteLine(names);
                names = "";
            }

            var lines = Wrap(option.Description, Width - ContinuationColumn);
            output.WriteLine($"{names.PadRight(DescriptionColumn)}{lines[0]}");
            WriteRest(output, lines, ContinuationColumn);
        }
    }

    // "  -b, --if-blank" or "      --format=VALUE".
    private static string Names(Option option)
    {
        IReadOnlyList<string> shown = option == CommonOptions.Help ? [option.Name] : option.Names;
        var names = shown.OrderBy(name => name.Length > 1).Select(name => name.Length == 1 ? $"-{name}" : $"--{name}");
        var text = string.Join(", ", names);
        return $"{(text.StartsWith("--", StringComparison.Ordinal) ? "      " : "  ")}{text}{option.Kind switch { OptionKind.Flag => "", OptionKind.Optional => "[=VALUE]", _ => "=VALUE" }}";
    }

    private static void WriteRest(TextWriter output, IReadOnlyList<string> lines, int column)
    {
        foreach (var line in lines.Skip(1))
        {
            output.WriteLine($"{new string(' ', column)}{line}");
        }
    }

    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        lines.Add(line);
        return lines;
    }
}
