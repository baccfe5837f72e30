namespace Tentacle.Contracts;

/// <summary>The drain state of the agent and the number of its remaining jobs.</summary>
/// <param name="Draining">True while new jobs are rejected and waiting jobs are not started.</param>
/// <param name="Running">The number of running jobs; 0 when the last one has ended.</param>
/// <param name="Pending">The number of waiting jobs. They remain pending until the drain ends.</param>
public sealed record DrainState(bool Draining, int Running, int Pending);
