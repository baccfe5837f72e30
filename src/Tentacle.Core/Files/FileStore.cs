using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Core.Files.Access;
using Tentacle.Core.Files.Content;
using Tentacle.Core.Files.Uploads;
using Tentacle.Instances.Settings;
using Tentacle.Platform.Directories;

namespace Tentacle.Core.Files;

/// <summary>The single entry point for reading, writing, listing and deleting files.</summary>
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

    /// <summary>Removes the unfinished files of an earlier run and recovers the resumable uploads before it returns.</summary>
    public FileStore(FileSite site, LiveSettings settings, TimeProvider time, ILogger<FileStore> logger)
    {
        ArgumentNullException.ThrowIfNull(site);
        (_time, _logger) = (time, logger);
        _gate = new PathGate(site, () => settings.Current.Files.Roots);
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

    /// <summary>Creates a reader for the files of one directory. No path leads out of it.</summary>
    public FileReader Within(string directory) => new(_gate.Within(directory), _digests, _time);

    /// <summary>Writes a file. When the call returns, the whole file is on disk.</summary>
    /// <param name="content">The content. It is not read until all checks that do not need it have passed.</param>
    /// <exception cref="FileRefusedException">The request is rejected. An existing file is unchanged.</exception>
    public async Task<PutResult> PutAsync(PutRequest request, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var result = await GuardAsync(request.Path, () => _writer.PutAsync(request, content, cancellationToken));
        LogWritten(result.Path, result.Length);
        return result;
    }

    /// <summary>Deletes a file, a link, or a directory.</summary>
    /// <param name="recursive">True deletes a directory with its content. False deletes only an empty directory.</param>
    /// <exception cref="FileRefusedException">The path does not exist, may not be deleted, or does not meet the conditions.</exception>
    public void Delete(string path, bool recursive, Preconditions conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        try
        {
            var place = _gate.Delete(path);
            using var directory = OpenDirectory.Open(place.Directory);
            var status = directory.Find(place.Name);

            // A missing file is reported as not found, whatever the conditions (RFC 9110, 13.2.1).
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
            throw FileRefusedException.From(e, path);
        }
    }

    /// <summary>Begins a resumable upload.</summary>
    /// <exception cref="FileRefusedException">The upload is rejected.</exception>
    public UploadProgress BeginUpload(PutRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            return _uploads.Create(request);
        }
        catch (StorageException e)
        {
            throw FileRefusedException.From(e, request.Path);
        }
    }

    public IReadOnlyList<UploadProgress> ListUploads() => _uploads.Unfinished();

    /// <summary>Checks that an upload exists. A complete upload passes the check.</summary>
    /// <exception cref="FileRefusedException">There is no such upload.</exception>
    public void RequireUpload(string id) => _store.Get(id);

    /// <summary>The progress of an upload. A request that still writes to it is canceled.</summary>
    /// <exception cref="FileRefusedException">There is no such upload.</exception>
    public Task<UploadProgress> FindUploadAsync(string id, CancellationToken cancellationToken) => _uploads.FindAsync(id, cancellationToken);

    /// <summary>Adds a piece to an upload. The last piece turns the upload into the target file.</summary>
    /// <exception cref="FileRefusedException">The piece is rejected, or another request took over the upload.</exception>
    /// <exception cref="OffsetMismatchException">The piece does not begin at the current offset of the upload.</exception>
    public async Task<UploadProgress> AppendAsync(string id, UploadPiece piece, Stream content, CancellationToken cancellationToken)
    {
        var progress = await GuardAsync(id, () => _uploads.AppendAsync(id, piece, content, cancellationToken));
        if (progress.Result is { } result)
        {
            LogWritten(result.Path, result.Length);
        }

        return progress;
    }

    /// <summary>Cancels an upload and removes its record and temporary file.</summary>
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
            throw FileRefusedException.From(e, path);
        }
    }

    [LoggerMessage(3001, LogLevel.Information, "File {Path} written, {Bytes} bytes")]
    private partial void LogWritten(string path, long bytes);

    [LoggerMessage(3002, LogLevel.Information, "{Path} deleted")]
    private partial void LogDeleted(string path);
}
