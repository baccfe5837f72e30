using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;

namespace Tentacle.Cli.Commands.General;

/// <summary><c>completion</c>: writes a completion script for the shell, generated from the table of commands.</summary>
internal static class CompletionCommand
{
    public static Command Create() => Command.Simple("completion", "Writes a script that completes commands and options in your shell", Run) with
    {
        Positionals = "bash|zsh|pwsh",
    };

    private static void Run(Invocation invocation)
    {
        var commands = HelpText.Shown(invocation.Commands);
        var shell = invocation.Arguments.Positionals is [var only] ? only.ToUpperInvariant() : "";
        invocation.Terminal.Out.Write(shell switch
        {
            "BASH" => Bash(commands),
            "ZSH" => "autoload -U +X bashcompinit && bashcompinit\n" + Bash(commands),
            "PWSH" => PowerShell(commands),
            _ => throw new UserErrorException("Name one shell: tentacle completion bash, zsh or pwsh."),
        });
    }

    private static string Bash(IReadOnlyList<Command> commands) => $$"""
        # Load with: source <(tentacle completion bash)
        _tentacle() {
            local current=${COMP_WORDS[COMP_CWORD]} words=
            if [ "$COMP_CWORD" -eq 1 ]; then
                words="{{string.Join(' ', commands.Select(command => command.Name.Split(' ')[0]).Distinct())}}"
            else
                case "${COMP_WORDS[1]}" in
        {{string.Concat(Groups(commands).Select(group => $"            {group.Name}) words=\"{string.Join(' ', group.Words)}\" ;;\n"))}}        esac
            fi
            COMPREPLY=($(compgen -W "$words" -- "$current"))
            [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
        }
        complete -F _tentacle tentacle

        """;

    private static string PowerShell(IReadOnlyList<Command> commands) => $$"""
        # Load with: tentacle completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName tentacle -ScriptBlock {
            param($word, $ast, $position)
            $options = @{
        {{string.Concat(Groups(commands).Select(group => $"        '{group.Name}' = '{string.Join(' ', group.Words)}'\n"))}}    }
            $typed = @($ast.CommandElements | ForEach-Object { "$_" })
            $words = if ($typed.Count -lt 2 -or ($typed.Count -eq 2 -and $word)) { $options.Keys | Sort-Object } else { $options[$typed[1]] -split ' ' }
            $words | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        }

        """;

    // The first word of a command with the words that may follow it: its options and, for a group, the second words.
    private static IEnumerable<(string Name, IEnumerable<string> Words)> Groups(IReadOnlyList<Command> commands) =>
        commands.GroupBy(command => command.Name.Split(' ')[0]).Select(group => (group.Key, Words(group).Distinct()));

    private static IEnumerable<string> Words(IEnumerable<Command> group) => group.SelectMany(command =>
        command.Name.Split(' ').Skip(1)
            .Concat(command.Name == "help" ? [] : command.AllOptions.Where(option => !option.IsHidden).Select(option => $"--{option.Name}"))
            .Append("--help"));
}
