using Microsoft.Win32.SafeHandles;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Files.Content;

/// <summary>Caches the digests of files by path and version, so that a file is not read again for every request.</summary>
internal sealed class DigestCache(TransferBuffers buffers)
{
    private const int MaxCount = 1024;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Queue<string> _order = new();

    public FileDigests Find(string path, FileStatus status)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(path, out var entry) && entry.Version == status.Version ? entry.Digests : FileDigests.None;
        }
    }

    public void Add(string path, FileStatus status, FileDigests digests)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(path, out var known))
            {
                _entries[path] = new Entry(status.Version, known.Version == status.Version ? digests.Or(known.Digests) : digests);
                return;
            }

            _entries.Add(path, new Entry(status.Version, digests));
            _order.Enqueue(path);
            if (_order.Count > MaxCount)
            {
                _entries.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>The file's digests. The file is read when they are not in the cache. The handle must be of the version that the status describes.</summary>
    public async Task<FileDigests> GetAsync(SafeFileHandle file, string path, FileStatus status, bool sha512, CancellationToken cancellationToken)
    {
        var known = Find(path, status);
        if (known.Sha256 is not null && (known.Sha512 is not null || !sha512))
        {
            return known;
        }

        var digests = await Task.Run(() => Read(file, path, sha512, cancellationToken), cancellationToken);
        Add(path, status, digests);
        return digests;
    }

    private FileDigests Read(SafeFileHandle file, string path, bool sha512, CancellationToken cancellationToken)
    {
        using var hasher = new ContentHasher(sha512);
        Feed(hasher, file, path, long.MaxValue, cancellationToken);
        return FileDigests.From(hasher);
    }

    /// <summary>Feeds the first bytes of a file to a hasher.</summary>
    public void Feed(ContentHasher hasher, SafeFileHandle file, string path, long length, CancellationToken cancellationToken)
    {
        var buffer = buffers.Rent();
        try
        {
            var position = 0L;
            int read;
            while ((read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - position)), position)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hasher.Append(buffer.AsSpan(0, read));
                position += read;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From(e, path);
        }
        finally
        {
            buffers.Return(buffer);
        }
    }

    private sealed record Entry(string Version, FileDigests Digests);
}
