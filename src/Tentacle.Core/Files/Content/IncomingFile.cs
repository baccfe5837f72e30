using Microsoft.Win32.SafeHandles;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Files.Content;

/// <summary>A temporary file beside the target that receives content and hashes it while writing.</summary>
internal sealed class IncomingFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly ContentHasher _hasher;
    private readonly string _path;

    /// <param name="position">The position of the next write. The hasher has already processed the bytes before it.</param>
    public IncomingFile(SafeFileHandle file, ContentHasher hasher, string path, long position) =>
        (_file, _hasher, _path, Position) = (file, hasher, path, position);

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
            throw StorageException.From(e, _path);
        }

        _hasher.Append(bytes);
        Position += bytes.Length;
    }

    /// <summary>Flushes the written bytes to disk.</summary>
    public void Flush()
    {
        try
        {
            RandomAccess.FlushToDisk(_file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From(e, _path);
        }
    }

    public void Dispose() => _file.Dispose();
}
