using Tentacle.Cli.Parsing;

namespace Tentacle.Cli.Invocations;

/// <summary>One command with its name, its options and its code.</summary>
/// <param name="Name">The name in lower case; two words for a command of a group, for example <c>remote run</c>.</param>
/// <param name="Run">Runs the command and returns the exit code. Throws a <see cref="UserErrorException"/> for errors that the caller can correct.</param>
internal sealed record Command(string Name, string Description, Func<Invocation, CancellationToken, Task<int>> Run)
{
    private static readonly Option[] InstanceOptions = [CommonOptions.Instance, CommonOptions.Config];

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The command's own options, without those that every command has.</summary>
    public IReadOnlyList<Option> Options { get; init; } = [];

    /// <summary>The positional arguments in the usage line, for example <c>&lt;ticket&gt;</c>; null when there are none.</summary>
    public string? Positionals { get; init; }

    /// <summary>The heading under which the reference lists the command.</summary>
    public string Group { get; init; } = "";

    /// <summary>Additional text for the reference; null when the description is enough.</summary>
    public string? Remarks { get; init; }

    /// <summary>Complete example lines for the reference.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>
    /// True for a command that works on one instance. It accepts <c>--instance</c> and <c>--config</c>, and is recorded in the instance's log.
    /// </summary>
    public bool UsesInstance { get; init; }

    /// <summary>True for a command that runs until it is interrupted. An interrupt cancels its token instead of ending the process.</summary>
    public bool StopsItself { get; init; }

    /// <summary>True for a command that only programs call.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Creates a synchronous command with exit code 0.</summary>
    public static Command Simple(string name, string description, Action<Invocation> run) => new(name, description, (invocation, _) =>
    {
        run(invocation);
        return Task.FromResult(ExitCodes.Done);
    });

    /// <summary>The options that help shows for the command.</summary>
    public IReadOnlyList<Option> AllOptions => UsesInstance ? [.. InstanceOptions, .. Options] : Options;

    public bool IsNamed(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase) || Aliases.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The name in an argument: "version", "--version" and "/VERSION" are equivalent.</summary>
    public static string NameIn(string argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        var prefix = argument.StartsWith("--", StringComparison.Ordinal) ? 2 : argument is ['-' or '/', ..] ? 1 : 0;
        return argument[prefix..].ToLowerInvariant();
    }
}
