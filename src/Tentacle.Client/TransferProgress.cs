namespace Tentacle.Client;

/// <summary>The progress of a transfer.</summary>
/// <param name="Bytes">The number of bytes that were transferred or already present.</param>
/// <param name="Total">The size of the whole file in bytes.</param>
public readonly record struct TransferProgress(long Bytes, long Total);

/// <summary>A transferred file. The digests at both ends were compared.</summary>
/// <param name="Path">The path of the target.</param>
/// <param name="Sha256">The SHA-256 in lower-case hex.</param>
/// <param name="WasThere">True when an identical file existed already, so that nothing was transferred.</param>
public sealed record TransferredFile(string Path, long Length, string Sha256, bool WasThere);

/// <summary>The options of an upload.</summary>
public sealed record UploadOptions
{
    /// <summary>
    /// The mode of the file; null keeps the mode of a replaced file and gives a new one the default of the agent's process. Not supported by agents on Windows.
    /// </summary>
    public UnixFileMode? Mode { get; init; }

    /// <summary>True to fail with 412 instead of replacing a different file.</summary>
    public bool OnlyIfNew { get; init; }
}
