using Tentacle.Jobs.Format.Records;

namespace Tentacle.Core.Jobs.Shells;

/// <summary>A shell of this machine.</summary>
/// <param name="Name">The name in <c>script</c>: one of <see cref="Contracts.ShellNames"/>.</param>
/// <param name="Path">The path of the program.</param>
public sealed record Shell(string Name, string Path);

/// <summary>The command line that runs a script.</summary>
/// <param name="Program">The absolute path of the program.</param>
public sealed record ShellInvocation(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The check that the script's first line ran. Null when the script does not request it.</summary>
    public StartGuard? StartGuard { get; init; }
}
