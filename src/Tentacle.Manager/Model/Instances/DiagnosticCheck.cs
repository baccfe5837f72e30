
namespace Tentacle.Manager.Model.Instances;

/// <param name="Words">The result and, for a problem, the remedy.</param>
public sealed record DiagnosticCheck(HealthLevel Level, string Title, string Words);
