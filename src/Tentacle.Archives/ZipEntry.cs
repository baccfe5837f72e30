using Tentacle.Platform.Text;

namespace Tentacle.Archives;

/// <summary>An entry of a zip's central directory.</summary>
internal sealed record ZipEntry
{
    private const int FlagEncrypted = 1;
    private const int FlagEndMark = 1 << 1;
    private const int FlagPatch = 1 << 5;
    private const int FlagStrongEncryption = 1 << 6;
    private const int FlagMaskedHeader = 1 << 13;

    public required string Name { get; init; }

    /// <summary>The name as bytes, equal in both headers.</summary>
    public required ReadOnlyMemory<byte> RawName { get; init; }

    public required ushort Flags { get; init; }
    public required ushort Method { get; init; }
    public required uint Crc32 { get; init; }
    public required long CompressedLength { get; init; }
    public required long Length { get; init; }

    /// <summary>The offset of its local header in the file.</summary>
    public required long Begin { get; init; }

    /// <summary>The offset of the next header or of the central directory in the file. The entry must end before it.</summary>
    public long End { get; init; }

    /// <summary>File type and permissions; 0 when the zip has none.</summary>
    public required int UnixMode { get; init; }

    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>The escaped name, for messages.</summary>
    public string Shown => ClaimedText.Escape(Name);

    public bool IsEncrypted => (Flags & (FlagEncrypted | FlagStrongEncryption | FlagMaskedHeader)) != 0;

    public bool IsPatch => (Flags & FlagPatch) != 0;

    /// <summary>True when LZMA data ends with a marker.</summary>
    public bool HasEndMark => (Flags & FlagEndMark) != 0;
}
