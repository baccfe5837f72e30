using Tentacle.Contracts;

namespace Tentacle.Client;

/// <summary>A record of a job's log with the place to read on from.</summary>
/// <param name="Record">What was logged.</param>
/// <param name="Cursor">The offset after the record: pass it as <c>after</c>.</param>
public readonly record struct LogEntry(LogRecord Record, long Cursor);
