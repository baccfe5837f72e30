namespace Tentacle.Archives;

/// <summary>The limits of an extraction. Without them a file of a few kilobytes can fill any disk.</summary>
public sealed record ArchiveLimits
{
    /// <summary>The maximum size of all files together, in bytes. Default 64 GiB.</summary>
    public long MaxBytes { get; init; } = 64L << 30;

    /// <summary>The maximum number of files, directories and links together. Default 500,000.</summary>
    public int MaxEntries { get; init; } = 500_000;

    /// <summary>The maximum number of characters in all names together. Default 64 Mi, which is 134 per name at <see cref="MaxEntries"/>.</summary>
    public long MaxNames { get; init; } = 64L << 20;

    /// <summary>The maximum ratio of the size of all files to the archive's own size. Default 200; repetitive text reaches 20.</summary>
    public int MaxRatio { get; init; } = 200;

    /// <summary>The number of bytes up to which the ratio is not checked, because small files may compress very well. Default 64 MiB.</summary>
    public long RatioFrom { get; init; } = 64L << 20;
}
