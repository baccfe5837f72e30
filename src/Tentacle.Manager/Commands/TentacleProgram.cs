namespace Tentacle.Manager.Commands;

/// <summary>Where the <c>tentacle</c> is that makes every change.</summary>
public sealed record TentacleProgram(string Path);
