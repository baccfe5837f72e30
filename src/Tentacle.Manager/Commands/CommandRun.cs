using Tentacle.Platform.Programs;

namespace Tentacle.Manager.Commands;

/// <summary>Runs commands one after the other and collects their output. The run ends at the first failure.</summary>
public sealed class CommandRun(IReadOnlyList<TentacleCommand> commands)
{
    private readonly List<CommandRunLine> _lines = [];

    public IReadOnlyList<TentacleCommand> Commands => commands;
    public IReadOnlyList<CommandRunLine> Lines => _lines;
    public CommandRunState State { get; private set; }

    /// <summary>The last message of a failure; null when all commands succeeded.</summary>
    public string? Failure { get; private set; }

    /// <summary>The number of commands that succeeded.</summary>
    public int Done { get; private set; }

    /// <param name="program">The path of <c>tentacle</c>.</param>
    /// <param name="changed">Called after every line.</param>
    /// <param name="cancellationToken">Ends the running command.</param>
    public async Task RunAsync(string program, Action changed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changed);
        State = CommandRunState.Running;
        foreach (var command in commands)
        {
            Add(new CommandRunLine(command.ToString(), CommandRunLineKind.Command));
            var exitCode = await RunAsync(program, command, cancellationToken);
            if (exitCode != 0)
            {
                Failure = _lines.FindLast(line => line.Kind == CommandRunLineKind.Error && line.Text.Length > 0)?.Text ?? "The command ended with exit code "
                    + $"{exitCode}.";
                State = CommandRunState.Failed;
                changed();
                return;
            }

            Done++;
        }

        State = CommandRunState.Succeeded;
        changed();

        void Add(CommandRunLine line)
        {
            _lines.Add(line);
            changed();
        }

        async Task<int> RunAsync(string path, TentacleCommand command, CancellationToken cancel)
        {
            var input = string.Concat(command.SecretInput.Select(secret => secret + "\n"));
            await foreach (var (text, isError, exitCode) in LiveCommand.RunAsync(path, command.Arguments, input, cancel))
            {
                if (exitCode is { } code)
                {
                    return code;
                }

                Add(new CommandRunLine(text, isError ? CommandRunLineKind.Error : CommandRunLineKind.Output));
            }

            return -1;
        }
    }
}
