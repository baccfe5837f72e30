namespace Tentacle.Halibut.Contracts;

/// <summary>The name of a script's execution.</summary>
/// <param name="TaskId">Chosen by the caller in the second script service, by the agent in the first.</param>
public sealed record ScriptTicket(string TaskId);
