namespace Tentacle.Contracts;

/// <summary>The predicted result of a request. No job is created.</summary>
/// <param name="WouldRun">False when the request would be rejected or could not start on this machine.</param>
/// <param name="Shell">The shell that would run the script; null when there is none.</param>
/// <param name="WaitingFor">The lock that the job would wait for now; null when it would not wait.</param>
/// <param name="Errors">The errors, one per member.</param>
public sealed record JobPreflight(bool WouldRun, ShellDescription? Shell, JobWait? WaitingFor, IReadOnlyList<ProblemError> Errors);
