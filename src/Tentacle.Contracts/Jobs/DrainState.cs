namespace Tentacle.Contracts;

/// <summary>Whether the agent takes no new jobs, and what it still has.</summary>
/// <param name="Draining">New jobs are refused, and those that wait are not started.</param>
/// <param name="Running">Jobs that run; 0 says that the last one has ended.</param>
/// <param name="Pending">Jobs that wait; they stay so until the drain is ended.</param>
public sealed record DrainState(bool Draining, int Running, int Pending);
