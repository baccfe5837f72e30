namespace Tentacle.Contracts;

/// <summary>An upload that is not complete and can be resumed.</summary>
public sealed record UnfinishedUpload
{
    public required string Id { get; init; }

    /// <summary>The target, as the caller wrote it.</summary>
    public required string Path { get; init; }

    /// <summary>How many bytes have come.</summary>
    public required long Offset { get; init; }

    /// <summary>Of the whole; null while nobody has said.</summary>
    public long? Length { get; init; }

    /// <summary>The SHA-256 that was announced, in lower-case hex; null when none was.</summary>
    public string? Sha256 { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is removed unless content comes before.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Where it is resumed: HEAD, PATCH, DELETE. Path-absolute.</summary>
    public required string Link { get; init; }
}

/// <param name="Items">Oldest first.</param>
/// <param name="Next">Pass as <c>cursor</c> to read on; null at the end.</param>
public sealed record UploadList(IReadOnlyList<UnfinishedUpload> Items, string? Next);
