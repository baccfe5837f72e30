namespace Tentacle.Client;

/// <summary>How far a transfer is.</summary>
/// <param name="Bytes">What the other end has.</param>
/// <param name="Total">Of the whole file.</param>
public readonly record struct TransferProgress(long Bytes, long Total);

/// <summary>A file that is the same at both ends: its digests were compared.</summary>
/// <param name="Path">Where it was put.</param>
/// <param name="Sha256">In lower-case hex.</param>
/// <param name="WasThere">It was there already: nothing was transferred.</param>
public sealed record TransferredFile(string Path, long Length, string Sha256, bool WasThere);

/// <summary>How an upload is done.</summary>
public sealed record UploadOptions
{
    /// <summary>Null keeps the mode of the file that is replaced, and gives a new one that of the agent's process. Not for agents on Windows.</summary>
    public UnixFileMode? Mode { get; init; }

    /// <summary>Refuses (412) to replace a file, unless it is the same.</summary>
    public bool OnlyIfNew { get; init; }
}
