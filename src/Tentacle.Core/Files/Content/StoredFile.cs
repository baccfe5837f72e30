using Microsoft.Win32.SafeHandles;
using Tentacle.Platform.Directories;

namespace Tentacle.Core.Files.Content;

/// <summary>A file that is open for reading. Replacing or deleting it in the meantime does not affect the reader.</summary>
public sealed class StoredFile : IDisposable
{
    private readonly DigestCache _digests;
    private readonly string _real;
    private readonly FileStatus _status;

    internal StoredFile(SafeFileHandle handle, FileStatus status, string real, DigestCache digests) =>
        (Handle, _status, _real, _digests) = (handle, status, real, digests);

    public SafeFileHandle Handle { get; }

    public long Length => _status.Length;

    public DateTimeOffset ModifiedAt => _status.ModifiedAt;

    /// <summary>The entity tag, without quotes.</summary>
    public string Version => _status.Version;

    /// <summary>The digests that are known without reading the file.</summary>
    public FileDigests KnownDigests => _digests.Find(_real, _status);

    public Task<FileDigests> DigestAsync(bool sha512, CancellationToken cancellationToken) =>
        _digests.GetAsync(Handle, _real, _status, sha512, cancellationToken);

    public void Dispose() => Handle.Dispose();
}
