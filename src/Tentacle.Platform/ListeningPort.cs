
namespace Tentacle.Platform;

/// <param name="ProcessId">Null when the system does not report the process.</param>
public sealed record ListeningPort(string Address, int Port, int? ProcessId, string? ProcessName);
