namespace Tentacle.Halibut.Contracts;

/// <summary>The question for the state and the log of a script, of both script services, and the same with a cancellation or a completion.</summary>
/// <param name="LastLogSequence">The <see cref="ScriptStatusResponse.NextLogSequence"/> of the last answer, 0 for the whole log.</param>
public sealed record ScriptStatusRequest(ScriptTicket Ticket, long LastLogSequence);
