using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Tentacle.Core.Files.Access;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Processes;

namespace Tentacle.Core.Files.Uploads;

/// <summary>The current uploads, within one request and resumable. The resumable ones are recovered after a restart.</summary>
internal sealed partial class UploadStore : IDisposable
{
    /// <summary>
    /// The retention period of an unfinished upload after its last byte. A finished one is kept for <see cref="KeepFinished"/>, for callers that
    /// missed the answer.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public static readonly TimeSpan KeepFinished = TimeSpan.FromDays(1);
    private static readonly TimeSpan LookForExpired = TimeSpan.FromMinutes(15);
    private readonly ConcurrentDictionary<string, Upload> _uploads = new();
    private readonly UploadRecords _records;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    public UploadStore(string directory, TimeProvider time, ILogger logger)
    {
        (_records, _time, _logger) = (new UploadRecords(directory), time, logger);
        Recover();
        _timer = time.CreateTimer(_ => Expire(), null, LookForExpired, LookForExpired);
    }

    /// <summary>Creates the record of a new upload. The record is on disk when the call returns.</summary>
    public UploadRecord Begin(PutRequest request, FilePlace place, bool resumable)
    {
        var now = _time.GetUtcNow();
        var record = new UploadRecord
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            IsResumable = resumable,
            Path = request.Path,
            Real = place.Real,
            Length = request.Length,
            Mode = request.Mode,
            IfMatch = request.Conditions.IfMatch,
            IfNoneMatch = request.Conditions.IfNoneMatch,
            IfUnmodifiedSince = request.Conditions.IfUnmodifiedSince,
            Sha256 = request.Digests.Sha256,
            Sha512 = request.Digests.Sha512,
            CreatedAt = now,
            TouchedAt = now,
            Boot = ProcessIdentity.Boot,
        };
        _records.Save(record);
        return record;
    }

    public void Add(Upload upload) => _uploads[upload.Record.Id] = upload;

    /// <exception cref="FileRefusedException">There is no such upload.</exception>
    public Upload Get(string id) => _uploads.GetValueOrDefault(id) ?? throw NotFound(id);

    public static FileRefusedException NotFound(string id) =>
        new(FileRefusal.UploadNotFound, $"There is no upload '{id}': it was canceled, has expired, or never existed. Begin a new one with POST.");

    /// <summary>The unfinished uploads, oldest first.</summary>
    public IReadOnlyList<Upload> Unfinished() =>
        [.. _uploads.Values.Where(u => u.Record.End is null).OrderBy(u => u.Record.CreatedAt).ThenBy(u => u.Record.Id, StringComparer.Ordinal)];

    public static DateTimeOffset ExpiryOf(UploadRecord record) => record.TouchedAt + (record.End is null ? Lifetime : KeepFinished);

    /// <summary>Saves the offset of the upload. All bytes before the offset must be on disk.</summary>
    public void Save(Upload upload)
    {
        upload.Record = upload.Record with { Durable = upload.Offset, Boot = ProcessIdentity.Boot, TouchedAt = _time.GetUtcNow() };
        _records.Save(upload.Record);
    }

    /// <summary>Removes an upload with its record and temporary file. The caller holds its turn.</summary>
    public void Remove(Upload upload)
    {
        upload.IsGone = true;
        if (_uploads.TryRemove(upload.Record.Id, out _))
        {
            Forget(upload.Record);
        }
    }

    /// <summary>Removes a record whose temporary file has become the target.</summary>
    public void Finish(UploadRecord record) => _records.Delete(record);

    /// <summary>Removes a record and its temporary file. A file that cannot be removed now is removed at the next start.</summary>
    public void Forget(UploadRecord record)
    {
        try
        {
            if (record.End is null)
            {
                UploadTarget.Discard(record);
            }

            _records.Delete(record);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(record.Path, e.Message);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Recover()
    {
        foreach (var record in _records.Load())
        {
            try
            {
                if (record.IsResumable && ExpiryOf(record) > _time.GetUtcNow() && OffsetOf(record) is { } offset)
                {
                    Add(new Upload(record, offset));
                }
                else
                {
                    Forget(record);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The disk may be available again at the next start.
                LogNotRemoved(record.Path, e.Message);
            }
        }
    }

    // Null when the content is gone.
    private static long? OffsetOf(UploadRecord record)
    {
        if (record.End is { } end)
        {
            return end.Length;
        }

        try
        {
            using var directory = OpenDirectory.Open(record.Directory);
            var length = directory.Find(record.TemporaryName)?.Length;
            return record.Boot == ProcessIdentity.Boot || length is null ? length : Math.Min(length.Value, record.Durable);
        }
        catch (StorageException e) when (e.Error == StorageError.NotFound)
        {
            return null;
        }
    }

    private void Expire()
    {
        foreach (var upload in _uploads.Values.Where(u => !u.IsTaken && ExpiryOf(u.Record) <= _time.GetUtcNow()))
        {
            if (upload.Record.End is null)
            {
                LogExpired(upload.Record.Path, upload.Offset);
            }

            Remove(upload);
        }
    }

    [LoggerMessage(3003, LogLevel.Information, "The upload to {Path} expired after {Bytes} bytes")]
    private partial void LogExpired(string path, long bytes);

    [LoggerMessage(3004, LogLevel.Warning, "What was left of the upload to {Path} could not be read or removed, the next start tries again: {Reason}")]
    private partial void LogNotRemoved(string path, string reason);
}
