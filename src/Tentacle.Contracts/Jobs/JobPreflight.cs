namespace Tentacle.Contracts;

/// <summary>What would happen to a request; nothing was created.</summary>
/// <param name="WouldRun">False when the request would be refused or could not start here.</param>
/// <param name="Shell">The shell that would run it.</param>
/// <param name="WaitingFor">The lock that it would wait for now.</param>
/// <param name="Errors">What is wrong, by member.</param>
public sealed record JobPreflight(bool WouldRun, ShellDescription? Shell, JobWait? WaitingFor, IReadOnlyList<ProblemError> Errors);
