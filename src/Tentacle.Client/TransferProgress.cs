namespace Tentacle.Client;

/// <summary>The progress of a transfer.</summary>
/// <param name="Bytes">The number of bytes that were transferred or already present.</param>
/// <param name="Total">The size of the whole file in bytes.</param>
public readonly record struct TransferProgress(long Bytes, long Total);
