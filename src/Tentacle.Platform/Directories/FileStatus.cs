using System.Globalization;

namespace Tentacle.Platform.Directories;

/// <summary>The file system's information about one name. Links are not followed.</summary>
public sealed record FileStatus
{
    public required FileKind Kind { get; init; }
    public required long Length { get; init; }
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>The last change of content or attributes; on systems that do not report it, the last change of content.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The permissions; on Windows none.</summary>
    public UnixFileMode Mode { get; init; }

    public uint User { get; init; }
    public uint Group { get; init; }

    /// <summary>The inode number; on systems without inodes, the creation time in ticks; 0 when neither is known.</summary>
    public ulong Number { get; init; }

    /// <summary>The device to which <see cref="Number"/> belongs; 0 where the system does not report it.</summary>
    public ulong Device { get; init; }

    /// <summary>The number of hard links.</summary>
    public uint Names { get; init; } = 1;

    /// <summary>True when a disk or another file system is mounted here.</summary>
    public bool IsMountPoint { get; init; }

    /// <summary>A text that changes with the content and stays the same after a restart. It consists of number, length and both times.</summary>
    public string Version => string.Create(CultureInfo.InvariantCulture, $"{Number:x}-{Length:x}-{ModifiedAt.UtcTicks:x}-{ChangedAt.UtcTicks:x}");
}
