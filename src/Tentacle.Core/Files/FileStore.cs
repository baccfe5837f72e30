using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Core.Files.Access;
using Tentacle.Core.Files.Content;
using Tentacle.Core.Files.Uploads;
using Tentacle.Core.Platform.Directories;

namespace Tentacle.Core.Files;

/// <summary>The one door to files: every caller reads, writes, lists and deletes them here.</summary>
public sealed partial class FileStore : IDisposable
{
    private readonly PathGate _gate;
    private readonly TimeProvider _time;
    private readonly ILogger<FileStore> _logger;
    private readonly TransferBuffers _buffers;
    private readonly DigestCache _digests;
    private readonly UploadStore _store;
    private readonly UploadWriter _writer;
    private readonly ResumableUploads _uploads;

    /// <summary>Clears what an earlier run left unfinished, and finds the uploads that can go on, before it returns.</summary>
    public FileStore(FileSite site, IReadOnlyList<string> roots, TimeProvider time, ILogger<FileStore> logger)
    {
        ArgumentNullException.ThrowIfNull(site);
        (_time, _logger) = (time, logger);
        _gate = new PathGate(site, roots);
        _buffers = new TransferBuffers(time);
        _digests = new DigestCache(_buffers);
        _store = new UploadStore(site.UploadsDirectory, time, logger);
        var target = new UploadTarget(_gate, _digests);
        var pump = new ContentPump(_buffers);
        _writer = new UploadWriter(target, _store, pump);
        _uploads = new ResumableUploads(target, _store, pump, _digests);
        Reader = new FileReader(_gate, _digests, time);
    }

    /// <summary>Reads and lists files of the machine.</summary>
    public FileReader Reader { get; }

    /// <summary>Reads and lists the files of one directory, which nothing leads out of.</summary>
    public FileReader Within(string directory) => new(_gate.Within(directory), _digests, _time);

    /// <summary>Confines all calls from now on to these directories; none means no such limit.</summary>
    public void Confine(IReadOnlyList<string> roots) => _gate.Roots = roots;

    /// <summary>Writes a file: when this returns it is on disk, whole.</summary>
    /// <param name="content">Is not touched before all that can be refused without it was.</param>
    /// <exception cref="FileRefusedException">It is refused, and what was there before is as it was.</exception>
    public async Task<PutResult> PutAsync(PutRequest request, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var result = await GuardAsync(request.Path, () => _writer.PutAsync(request, content, cancellationToken));
        LogWritten(result.Path, result.Length);
        return result;
    }

    /// <summary>Deletes a file, a link, or a directory.</summary>
    /// <param name="recursive">A directory with all that is in it; without, only an empty one is deleted.</param>
    /// <exception cref="FileRefusedException">It is not there, may not be deleted, or does not meet the conditions.</exception>
    public void Delete(string path, bool recursive, Preconditions conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        try
        {
            var place = _gate.Delete(path);
            using var directory = OpenDirectory.Open(place.Directory);
            var status = directory.Find(place.Name);

            // What is not there is not found, whatever the conditions (RFC 9110, 13.2.1).
            if (status is not null)
            {
                conditions.Check(status, path);
            }

            Remove(directory, place, status, recursive);
            directory.Flush();
            LogDeleted(RawNames.Show(place.Real));
        }
        catch (StorageException e)
        {
            throw FileRefusedException.Of(e, path);
        }
    }

    /// <summary>Begins an upload that can be resumed.</summary>
    /// <exception cref="FileRefusedException">It is refused.</exception>
    public UploadProgress BeginUpload(PutRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            return _uploads.Create(request);
        }
        catch (StorageException e)
        {
            throw FileRefusedException.Of(e, request.Path);
        }
    }

    public IReadOnlyList<UploadProgress> ListUploads() => _uploads.Unfinished();

    /// <summary>Does nothing to an upload that is known, be it complete.</summary>
    /// <exception cref="FileRefusedException">There is no such upload.</exception>
    public void RequireUpload(string id) => _store.Get(id);

    /// <summary>How far an upload is; a request that still writes to it is ended.</summary>
    /// <exception cref="FileRefusedException">There is no such upload.</exception>
    public Task<UploadProgress> FindUploadAsync(string id, CancellationToken cancellationToken) => _uploads.FindAsync(id, cancellationToken);

    /// <summary>Adds a piece to an upload; the last one makes it the file.</summary>
    /// <exception cref="FileRefusedException">It is refused, or another request took the upload.</exception>
    /// <exception cref="OffsetMismatchException">It does not begin where the upload is.</exception>
    public async Task<UploadProgress> AppendAsync(string id, UploadPiece piece, Stream content, CancellationToken cancellationToken)
    {
        var progress = await GuardAsync(id, () => _uploads.AppendAsync(id, piece, content, cancellationToken));
        if (progress.Result is { } result)
        {
            LogWritten(result.Path, result.Length);
        }

        return progress;
    }

    /// <summary>Gives an upload up and removes what came of it.</summary>
    /// <exception cref="FileRefusedException">There is no such upload.</exception>
    public Task DeleteUploadAsync(string id, CancellationToken cancellationToken) => _uploads.DeleteAsync(id, cancellationToken);

    public void Dispose()
    {
        _store.Dispose();
        _buffers.Dispose();
    }

    private static void Remove(OpenDirectory directory, FilePlace place, FileStatus? status, bool recursive)
    {
        switch (status)
        {
            case null:
                throw new FileRefusedException(FileRefusal.NotFound, $"'{place.Path}' is not there. GET its directory to see what is.");
            case { IsMountPoint: true }:
                throw new FileRefusedException(FileRefusal.Protected, $"'{place.Path}' is protected: it is the root of a file system. Delete what is in it.");
            case { Kind: FileKind.Directory } when recursive:
                if (DirectoryRemoval.Remove(directory, place.Name) is { } remains)
                {
                    throw new StorageException(remains.Error, remains.Path, remains.Reason);
                }

                break;
            case { Kind: FileKind.Directory }:
                directory.DeleteDirectory(place.Name);
                break;
            default:
                directory.DeleteFile(place.Name);
                break;
        }
    }

    private static async Task<T> GuardAsync<T>(string path, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (StorageException e)
        {
            throw FileRefusedException.Of(e, path);
        }
    }

    [LoggerMessage(3001, LogLevel.Information, "File {Path} written, {Bytes} bytes")]
    private partial void LogWritten(string path, long bytes);

    [LoggerMessage(3002, LogLevel.Information, "{Path} deleted")]
    private partial void LogDeleted(string path);
}
