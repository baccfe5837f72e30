using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Platform.Directories;

/// <summary>Reads the names in a directory as bytes. The runtime's own enumeration replaces bytes that are not UTF-8.</summary>
internal sealed class LinuxEntries(SafeFileHandle directory)
{
    // struct linux_dirent64: number (8 bytes), offset (8), length of this record (2), kind (1), name with a zero byte.
    private const int LengthAt = 16;
    private const int KindAt = 18;
    private const int NameAt = 19;
    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _filled;
    private int _next;
    private int _nameAt;
    private int _nameLength;

    /// <summary>The errno that ended the reading; 0 when there was no error.</summary>
    public int Error { get; private set; }

    /// <summary>True for a directory; null when the file system does not report the kind.</summary>
    public bool? IsDirectory { get; private set; }

    /// <summary>The current name without its zero byte.</summary>
    public ReadOnlySpan<byte> Name => _buffer.AsSpan(_nameAt, _nameLength);

    /// <summary>The current name with its zero byte.</summary>
    public ReadOnlySpan<byte> TerminatedName => _buffer.AsSpan(_nameAt, _nameLength + 1);

    /// <summary>Advances to the next name, skipping <c>.</c> and <c>..</c>. Returns false after the last name or an error.</summary>
    public bool ReadNext()
    {
        while (true)
        {
            if (_next >= _filled)
            {
                (_next, _filled) = (0, LinuxCalls.ReadEntries(directory, _buffer));
                if (_filled <= 0)
                {
                    Error = -_filled;
                    return false;
                }
            }

            const byte unknown = 0;
            const byte folder = 4;
            var kind = _buffer[_next + KindAt];
            IsDirectory = kind == unknown ? null : kind == folder;
            _nameAt = _next + NameAt;
            _next += BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(_next + LengthAt));
            _nameLength = _buffer.AsSpan(_nameAt, _next - _nameAt).IndexOf((byte)0);
            if (!Name.SequenceEqual("."u8) && !Name.SequenceEqual(".."u8))
            {
                return true;
            }
        }
    }
}
