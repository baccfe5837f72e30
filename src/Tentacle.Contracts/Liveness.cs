namespace Tentacle.Contracts;

/// <summary>The liveness of the agent; for <c>readyz</c>, its readiness to accept jobs.</summary>
/// <param name="Output">The reason for a failure, as a sentence; null when there is no failure.</param>
public sealed record Liveness(HealthStatus Status, string? Output);
