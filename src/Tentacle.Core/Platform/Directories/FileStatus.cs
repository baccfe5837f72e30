using System.Globalization;

namespace Tentacle.Core.Platform.Directories;

/// <summary>What the file system knows of one name, links not followed.</summary>
public sealed record FileStatus
{
    public required FileKind Kind { get; init; }
    public required long Length { get; init; }
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>The last change of content or attributes; where the system does not tell, the last one of content.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Permissions; on Windows none.</summary>
    public UnixFileMode Mode { get; init; }

    public uint User { get; init; }
    public uint Group { get; init; }

    /// <summary>0 where files have no number.</summary>
    public ulong Number { get; init; }

    /// <summary>On which <see cref="Number"/> is one file's; 0 where that is not told.</summary>
    public ulong Device { get; init; }

    /// <summary>How many names it has: more than one for a file with hard links.</summary>
    public uint Names { get; init; } = 1;

    /// <summary>A disk or another file system begins here.</summary>
    public bool IsMountPoint { get; init; }

    /// <summary>Differs whenever the content does, and outlives a restart: number, length and both times.</summary>
    public string Version => string.Create(CultureInfo.InvariantCulture, $"{Number:x}-{Length:x}-{ModifiedAt.UtcTicks:x}-{ChangedAt.UtcTicks:x}");
}

/// <summary>What a name stands for.</summary>
public enum FileKind
{
    File,
    Directory,
    Link,

    /// <summary>A device, a pipe or a socket.</summary>
    Other,
}
