using Tentacle.Core.Trust;

namespace Tentacle.Core.Packages.Archives;

/// <summary>An entry as the zip's central directory has it.</summary>
internal sealed record ZipEntry
{
    private const int FlagEncrypted = 1;
    private const int FlagEndMark = 1 << 1;
    private const int FlagPatch = 1 << 5;
    private const int FlagStrongEncryption = 1 << 6;
    private const int FlagMaskedHeader = 1 << 13;

    public required string Name { get; init; }

    /// <summary>As both headers have it.</summary>
    public required ReadOnlyMemory<byte> RawName { get; init; }

    public required ushort Flags { get; init; }
    public required ushort Method { get; init; }
    public required uint Crc32 { get; init; }
    public required long CompressedLength { get; init; }
    public required long Length { get; init; }

    /// <summary>Where its local header begins in the file.</summary>
    public required long Begin { get; init; }

    /// <summary>Where what comes next in the file begins: this entry ends before.</summary>
    public long End { get; init; }

    /// <summary>Type and permissions; 0 where the zip knows none.</summary>
    public required int UnixMode { get; init; }

    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Its name for a message.</summary>
    public string Shown => ClaimedText.Escape(Name);

    public bool IsEncrypted => (Flags & (FlagEncrypted | FlagStrongEncryption | FlagMaskedHeader)) != 0;

    public bool IsPatch => (Flags & FlagPatch) != 0;

    /// <summary>LZMA data ends with a mark.</summary>
    public bool HasEndMark => (Flags & FlagEndMark) != 0;
}
