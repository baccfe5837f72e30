namespace Tentacle.Manager.Model.Instances;

/// <summary>The instance that the Manager was started for.</summary>
/// <param name="Name">Null when none was named.</param>
public sealed record FirstInstance(string? Name);
