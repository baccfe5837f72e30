using Tentacle.Contracts;
using Tentacle.Core.Files.Content;

namespace Tentacle.Core.Files.Uploads;

/// <summary>A file to be written.</summary>
/// <param name="Path">As the caller wrote it.</param>
public sealed record PutRequest(string Path)
{
    /// <summary>Of the content, in bytes; null when it is not known before its end.</summary>
    public long? Length { get; init; }

    /// <summary>Null keeps the mode of the file that is replaced, and gives a new one that of the process. Not on Windows.</summary>
    public UnixFileMode? Mode { get; init; }

    public Preconditions Conditions { get; init; } = Preconditions.None;

    /// <summary>What the content must have.</summary>
    public FileDigests Digests { get; init; } = FileDigests.None;

    /// <summary>Asked after the last byte: digests that came behind the content.</summary>
    public Func<FileDigests> LateDigests { get; init; } = () => FileDigests.None;

    /// <summary>The caller waits with the content until it is asked for: what is there already need not be sent.</summary>
    public bool MaySkip { get; init; }
}

/// <summary>A file that was written, or was there as announced.</summary>
/// <param name="Path">Where it really is.</param>
/// <param name="IsNew">False when there was a file before.</param>
/// <param name="Version">Its entity tag, without quotes.</param>
public sealed record PutResult(string Path, long Length, FileDigests Digests, bool IsNew, string Version);
