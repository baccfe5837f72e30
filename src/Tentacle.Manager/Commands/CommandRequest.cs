namespace Tentacle.Manager.Commands;

/// <summary>What somebody is asked before commands run.</summary>
public sealed record CommandRequest
{
    public required string Title { get; init; }

    /// <summary>What will be different, and what will not; null when the title says it.</summary>
    public string? Explanation { get; init; }

    /// <summary>What the button says.</summary>
    public required string Confirm { get; init; }

    public bool IsDestructive { get; init; }

    public required IReadOnlyList<TentacleCommand> Commands { get; init; }

    /// <summary>A file that they make, for the browser to have; null when they make none.</summary>
    public MadeFile? Makes { get; init; }
}

/// <param name="Name">As the browser saves it.</param>
/// <param name="Path">Where the command writes it.</param>
/// <param name="Address">Where the browser gets it.</param>
public sealed record MadeFile(string Name, string Path, string Address);
