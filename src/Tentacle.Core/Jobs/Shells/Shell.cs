using Tentacle.Core.Jobs.Records;

namespace Tentacle.Core.Jobs.Shells;

/// <summary>A shell of this machine.</summary>
/// <param name="Name">As in <c>script</c>: one of <see cref="Contracts.ShellNames"/>.</param>
/// <param name="Path">The program.</param>
public sealed record Shell(string Name, string Path);

/// <summary>How a script is run.</summary>
/// <param name="Program">Absolute.</param>
public sealed record ShellInvocation(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Tells whether the script's first line ran, where the script asks for that.</summary>
    public StartGuard? StartGuard { get; init; }
}
