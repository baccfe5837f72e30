using Tentacle.Contracts;
using Tentacle.Core.Files.Content;

namespace Tentacle.Core.Files.Uploads;

/// <summary>A request to write a file.</summary>
/// <param name="Path">The path as the caller wrote it.</param>
public sealed record PutRequest(string Path)
{
    /// <summary>The length of the content in bytes; null when it is not known before the end of the content.</summary>
    public long? Length { get; init; }

    /// <summary>
    /// The mode of the file. Null keeps the mode of a replaced file and gives a new file the default mode of the process. Not used on Windows.
    /// </summary>
    public UnixFileMode? Mode { get; init; }

    public Preconditions Conditions { get; init; } = Preconditions.None;

    /// <summary>The digests that the content must have.</summary>
    public FileDigests Digests { get; init; } = FileDigests.None;

    /// <summary>Returns the digests that follow the content. Called after the last byte.</summary>
    public Func<FileDigests> LateDigests { get; init; } = () => FileDigests.None;

    /// <summary>True when the caller sends the content only on request, so that it need not send content that is already stored.</summary>
    public bool MaySkip { get; init; }
}
