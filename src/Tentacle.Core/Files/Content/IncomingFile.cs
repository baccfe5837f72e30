using Microsoft.Win32.SafeHandles;
using Tentacle.Core.Platform.Directories;

namespace Tentacle.Core.Files.Content;

/// <summary>Content on its way to disk: a temporary file beside the target, hashed as it is written.</summary>
internal sealed class IncomingFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly ContentHasher _hasher;
    private readonly string _path;

    /// <param name="position">Where what comes is written; the hasher has had what lies before.</param>
    public IncomingFile(SafeFileHandle file, ContentHasher hasher, string path, long position) => (_file, _hasher, _path, Position) = (file, hasher, path, position);

    public long Position { get; private set; }

    public SafeFileHandle Handle => _file;

    /// <exception cref="StorageException">The disk is full or failed.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_file, bytes, Position);
        }
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException or UnauthorizedAccessException)
        {
            throw StorageException.Of(e, _path);
        }

        _hasher.Append(bytes);
        Position += bytes.Length;
    }

    /// <summary>Makes what was written last.</summary>
    public void Flush()
    {
        try
        {
            RandomAccess.FlushToDisk(_file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.Of(e, _path);
        }
    }

    public void Dispose() => _file.Dispose();
}
