namespace Tentacle.Contracts;

/// <param name="JsonBodyBytes">The maximum size of a JSON body, in bytes.</param>
/// <param name="ArgumentBytes">The maximum size of an argument or environment value of a script, in bytes of UTF-8.</param>
/// <param name="LogBytes">The maximum size of a job's log, in bytes. Longer logs are truncated.</param>
public sealed record AgentLimits(long JsonBodyBytes, int ArgumentBytes, long LogBytes);
