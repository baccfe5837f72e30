namespace Tentacle.Halibut.Contracts;

/// <summary>The state of a script and the lines of its log after those that the caller has.</summary>
/// <param name="NextLogSequence">Sent back in the next question. It never decreases.</param>
/// <param name="ExitCode">0 until the script is complete.</param>
public sealed record ScriptStatusResponse(ScriptTicket Ticket, IReadOnlyList<ProcessOutput> Logs, long NextLogSequence, ProcessState State, int ExitCode);
