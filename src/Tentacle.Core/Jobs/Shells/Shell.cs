
namespace Tentacle.Core.Jobs.Shells;

/// <summary>A shell of this machine.</summary>
/// <param name="Name">The name in <c>script</c>: one of <see cref="Contracts.ShellNames"/>.</param>
/// <param name="Path">The path of the program.</param>
public sealed record Shell(string Name, string Path);
