using Tentacle.Jobs.Format.Records;

namespace Tentacle.Core.Jobs.Shells;

/// <summary>The command line that runs a script.</summary>
/// <param name="Program">The absolute path of the program.</param>
public sealed record ShellInvocation(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The check that the script's first line ran. Null when the script does not request it.</summary>
    public StartGuard? StartGuard { get; init; }
}
