namespace Tentacle.Contracts;

/// <param name="Bytes">The current size of the log in bytes, which is also the cursor after its last record.</param>
/// <param name="Truncated">True when the log has reached its limit, so that later output is missing.</param>
public sealed record JobLogDescription(long Bytes, bool Truncated);
