namespace Tentacle.Core.Jobs.Storage;

/// <summary>The part of a log to read.</summary>
/// <param name="After">The cursor at which to begin: an offset at a record's boundary.</param>
/// <param name="Follow">True to continue until the job's last record.</param>
/// <param name="Limit">The maximum number of bytes. At least one whole record is read. Null means no limit.</param>
public readonly record struct LogSpan(long After, bool Follow, long? Limit = null);
