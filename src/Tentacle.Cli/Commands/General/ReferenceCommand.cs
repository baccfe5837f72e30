using System.Text;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;

namespace Tentacle.Cli.Commands.General;

/// <summary><c>reference</c>: writes the reference of all commands, which is <c>docs/cli.md</c>. Hidden, because only developers need it.</summary>
internal static class ReferenceCommand
{
    public static Command Create() => Command.Simple("reference", "Writes the reference of all commands as Markdown", Run) with { IsHidden = true };

    public static string Markdown(IReadOnlyList<Command> commands)
    {
        var text = new StringBuilder(
            """
            # The command line

            `tentacle <command> [<options>]`. Made from the commands by `tentacle reference`; change it there.

            Options are written `--name VALUE`, `--name=VALUE`, `--name:VALUE` or `/name VALUE`, in any case. `tentacle help COMMAND` shows a command's options,
            with `--format json` for programs.

            | exit code | meaning |
            |---|---|
            | 0 | done |
            | 1 | what the caller can put right: one sentence on standard error |
            | 2 | no command, or none that is known |
            | 100 | unexpected; the details are in the log file that is named on standard error |

            Standard output holds only what was asked for. Where a command works on an instance, `--instance NAME` or `--config FILE` says on which; without them
            it is `Tentacle.config` in the current directory, else the instance `Tentacle`, else the only one there is. `--noconsolelogging` leaves out
            what is said about progress; `--console`, `--nologo` and `--noninteractive` are accepted for old scripts. `--help` works everywhere.

            Changes apply to a running agent before the command returns; where a restart is needed (port, address, directories) the command says so.

            """);
        foreach (var group in commands.Where(command => !command.IsHidden).GroupBy(command => command.Group))
        {
            text.Append('\n').Append("## ").Append(group.Key).Append('\n');
            foreach (var command in group)
            {
                Append(text, command);
            }
        }

        return text.Replace("\r\n", "\n").ToString();
    }

    private static void Run(Invocation invocation) => invocation.Terminal.Out.Write(Markdown(invocation.Commands));

    private static void Append(StringBuilder text, Command command)
    {
        text.Append($"\n### {command.Name}\n{command.Description}.\n");
        if (command.Aliases.Count > 0)
        {
            text.Append($"Also: {string.Join(", ", command.Aliases.Select(alias => $"`{alias}`"))}.\n");
        }

        if (command.Remarks is not null)
        {
            text.Append($"{command.Remarks}\n");
        }

        text.Append(
            "\n```\ntentacle "
            + $"{command.Name}{(command.Positionals is { } positionals ? $" {positionals}" : "")}{(command.UsesInstance ? " [--instance NAME | --config FILE]" : "")}{(command.Options.Any(o => !o.IsHidden) ? " [<options>]" : "")}\n");
        foreach (var example in command.Examples)
        {
            text.Append($"{example}\n");
        }

        text.Append("```\n");
        AppendOptions(text, [.. command.Options.Where(option => !option.IsHidden)]);
    }

    private static void AppendOptions(StringBuilder text, IReadOnlyList<Option> options)
    {
        if (options.Count == 0)
        {
            return;
        }

        text.Append("\n| option | |\n|---|---|\n");
        foreach (var option in options)
        {
            var names = option.Names.Select(name => $"`{(name.Length == 1 ? "-" : "--")}{name}{(option.Kind == OptionKind.Flag ? "" : " VALUE")}`");
            var repeats = option.Kind == OptionKind.Many ? " May be repeated." : "";
            text.Append($"| {string.Join(" ", names)} | {option.Description.Replace("|", "\\|", StringComparison.Ordinal).TrimEnd('.')}.{repeats} |\n");
        }
    }
}
