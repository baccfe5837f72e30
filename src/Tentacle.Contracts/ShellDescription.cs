namespace Tentacle.Contracts;

/// <param name="Name">The name as used in <c>script</c>: bash, sh, python, pwsh, powershell, cmd.</param>
/// <param name="Path">The program that is started.</param>
/// <param name="Version">The version that the program reports; null when it reports none.</param>
public sealed record ShellDescription(string Name, string Path, string? Version);
