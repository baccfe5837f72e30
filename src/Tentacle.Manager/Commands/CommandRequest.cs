namespace Tentacle.Manager.Commands;

/// <summary>The confirmation that the user gives before commands run.</summary>
public sealed record CommandRequest
{
    public required string Title { get; init; }

    /// <summary>The effect of the commands, and what stays unchanged; null when the title is sufficient.</summary>
    public string? Explanation { get; init; }

    /// <summary>The text of the button.</summary>
    public required string Confirm { get; init; }

    public bool IsDestructive { get; init; }

    public required IReadOnlyList<TentacleCommand> Commands { get; init; }

    /// <summary>The file that the commands create for the browser; null when they create none.</summary>
    public MadeFile? Makes { get; init; }
}
