namespace Tentacle.Manager.Commands;

/// <summary>The path of the <c>tentacle</c> program, which makes every change.</summary>
public sealed record TentacleProgram(string Path);
