namespace Tentacle.Contracts;

/// <summary>An upload that is not complete and can be resumed.</summary>
public sealed record UnfinishedUpload
{
    public required string Id { get; init; }

    /// <summary>The path of the target, as the caller wrote it.</summary>
    public required string Path { get; init; }

    /// <summary>The number of bytes received.</summary>
    public required long Offset { get; init; }

    /// <summary>The size of the complete file in bytes; null while the caller has not announced it.</summary>
    public long? Length { get; init; }

    /// <summary>The SHA-256 that the caller announced, in lower-case hex; null when it announced none.</summary>
    public string? Sha256 { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The time at which the upload is removed, unless more content arrives before.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The path-absolute link for HEAD, PATCH and DELETE.</summary>
    public required string Link { get; init; }
}
