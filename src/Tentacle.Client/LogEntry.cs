using Tentacle.Contracts;

namespace Tentacle.Client;

/// <summary>A record of a job's log with the cursor after it.</summary>
/// <param name="Record">The record.</param>
/// <param name="Cursor">The offset after the record, which is the value of <c>after</c> for the next call.</param>
public readonly record struct LogEntry(LogRecord Record, long Cursor);
