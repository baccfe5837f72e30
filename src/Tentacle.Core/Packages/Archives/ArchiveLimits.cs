namespace Tentacle.Core.Packages.Archives;

/// <summary>What an archive may become: without bounds a file of kilobytes fills any disk.</summary>
public sealed record ArchiveLimits
{
    /// <summary>Bytes of all files together. Default 64 GiB.</summary>
    public long MaxBytes { get; init; } = 64L << 30;

    /// <summary>Files, directories and links together. Default 500,000.</summary>
    public int MaxEntries { get; init; } = 500_000;

    /// <summary>Characters of all names together. Default 64 Mi, which is 134 for each of the most entries.</summary>
    public long MaxNames { get; init; } = 64L << 20;

    /// <summary>How many times the archive's own size its files may have together. Default 200; text that repeats itself reaches 20.</summary>
    public int MaxRatio { get; init; } = 200;

    /// <summary>Up to so many bytes the ratio does not count: small things may compress well. Default 64 MiB.</summary>
    public long RatioFrom { get; init; } = 64L << 20;
}
