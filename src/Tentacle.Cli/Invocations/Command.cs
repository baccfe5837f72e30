using Tentacle.Cli.Parsing;

namespace Tentacle.Cli.Invocations;

/// <summary>One command: what it is called, what it takes, what it does.</summary>
/// <param name="Name">As it is typed, in lower case; two words for a command of a group, for example <c>remote run</c>.</param>
/// <param name="Run">Returns the exit code. What the caller can put right is thrown as a <see cref="UserErrorException"/>.</param>
public sealed record Command(string Name, string Description, Func<Invocation, CancellationToken, Task<int>> Run)
{
    private static readonly Option[] InstanceOptions = [CommonOptions.Instance, CommonOptions.Config];

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Its own options, without those that every command has.</summary>
    public IReadOnlyList<Option> Options { get; init; } = [];

    /// <summary>How its positional arguments are written in the usage line, for example <c>&lt;ticket&gt;</c>; null when it takes none.</summary>
    public string? Positionals { get; init; }

    /// <summary>Under which heading the reference lists it.</summary>
    public string Group { get; init; } = "";

    /// <summary>What the reference says beside the description.</summary>
    public string? Remarks { get; init; }

    /// <summary>Whole lines to copy, for the reference.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>True for commands that work on one instance: they take <c>--instance</c> and <c>--config</c>, and are noted in its log.</summary>
    public bool UsesInstance { get; init; }

    /// <summary>True for a command that runs until it is told to stop: an interrupt then cancels its token instead of ending the process.</summary>
    public bool StopsItself { get; init; }

    /// <summary>True for commands that only programs call.</summary>
    public bool IsHidden { get; init; }

    /// <summary>A command that is done when it returns.</summary>
    public static Command Simple(string name, string description, Action<Invocation> run) => new(name, description, (invocation, _) =>
    {
        run(invocation);
        return Task.FromResult(ExitCodes.Done);
    });

    /// <summary>What help shows as the command's options.</summary>
    public IReadOnlyList<Option> AllOptions => UsesInstance ? [.. InstanceOptions, .. Options] : Options;

    public bool IsNamed(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase) || Aliases.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The name in what was typed: "version", "--version" and "/VERSION" are one.</summary>
    public static string NameIn(string argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        var prefix = argument.StartsWith("--", StringComparison.Ordinal) ? 2 : argument is ['-' or '/', ..] ? 1 : 0;
        return argument[prefix..].ToLowerInvariant();
    }
}
