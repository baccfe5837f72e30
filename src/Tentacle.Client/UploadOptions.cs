namespace Tentacle.Client;

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
