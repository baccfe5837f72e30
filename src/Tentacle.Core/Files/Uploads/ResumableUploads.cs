using Tentacle.Core.Files.Access;
using Tentacle.Core.Files.Content;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Files.Uploads;

/// <summary>Receives uploads in pieces, across broken connections and restarts.</summary>
internal sealed class ResumableUploads(UploadTarget target, UploadStore store, ContentPump pump, DigestCache reading)
{
    // After a power failure, the caller sends at most this many bytes again. After a lesser failure, it sends no bytes again.
    private const long Checkpoint = 256L << 20;

    public UploadProgress Create(PutRequest request)
    {
        var (place, _) = target.Check(request);
        var record = store.Begin(request, place, resumable: true);
        try
        {
            var hasher = new ContentHasher(request.Digests.Sha512 is not null);
            var (file, mode) = UploadTarget.Create(record, hasher);
            file.Dispose();
            var upload = new Upload(record with { NewFileMode = mode }, 0) { Hasher = hasher };
            store.Save(upload);
            store.Add(upload);
            return Describe(upload);
        }
        catch
        {
            store.Forget(record);
            throw;
        }
    }

    public IReadOnlyList<UploadProgress> Unfinished() => [.. store.Unfinished().Select(Describe)];

    /// <summary>The progress of an upload. A request that still writes to it is canceled, so that the returned offset stays correct.</summary>
    public async Task<UploadProgress> FindAsync(string id, CancellationToken cancellationToken)
    {
        using var turn = await TakeAsync(id, cancellationToken);
        return Describe(turn.Upload);
    }

    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        using var turn = await TakeAsync(id, cancellationToken);
        store.Remove(turn.Upload);
    }

    /// <summary>Receives the next piece. When the connection breaks, the bytes received so far are kept.</summary>
    public async Task<UploadProgress> AppendAsync(string id, UploadPiece piece, Stream content, CancellationToken cancellationToken)
    {
        using var turn = await TakeAsync(id, cancellationToken);
        var upload = turn.Upload;
        Check(upload, piece);
        try
        {
            await Task.Run(() => Prepare(upload, turn.Turn.Token), turn.Turn.Token);
            using var file = Open(upload, upload.Hasher!);
            await ReceiveAsync(upload, piece, content, file, turn.Turn.Token);
            if (piece.IsLast)
            {
                Finish(upload, piece, file);
            }

            return Describe(upload);
        }
        catch (OperationCanceledException e)
        {
            throw turn.Turn.Explain(e);
        }
    }

    private async Task<Held> TakeAsync(string id, CancellationToken cancellationToken)
    {
        var upload = store.Get(id);
        var turn = await upload.TakeAsync(cancellationToken);
        if (!upload.IsGone)
        {
            return new Held(upload, turn);
        }

        turn.Dispose();
        throw UploadStore.NotFound(id);
    }

    private static void Check(Upload upload, UploadPiece piece)
    {
        var record = upload.Record;
        if (record.End is not null)
        {
            throw new FileRefusedException(
                FileRefusal.UploadComplete,
                $"The upload '{record.Id}' is complete: '{record.Path}' has all of its {upload.Offset} bytes. Begin a new one to replace the file.");
        }

        if (piece.Offset != upload.Offset)
        {
            throw new OffsetMismatchException(upload.Offset, piece.Offset);
        }

        var total = record.Length ?? piece.TotalLength;
        var end = upload.Offset + piece.Length;
        if ((piece.TotalLength is not null && piece.TotalLength != total) || end > total
            || (piece.IsLast && total is not null && end is not null && end != total))
        {
            throw new FileRefusedException(
                FileRefusal.LengthMismatch,
                $"The upload '{record.Id}' was announced with {total} bytes and has {upload.Offset}; this piece of {piece.Length} does not fit that. "
                + "Send what is missing, or give the upload up and begin a new one.");
        }

        if ((total - upload.Offset ?? piece.Length) is { } missing)
        {
            UploadTarget.CheckSpace(record.Path, record.Directory, missing);
        }

        upload.Record = record with
        {
            Length = total,
            Sha256 = piece.WholeDigests.Sha256 ?? record.Sha256,
            Sha512 = piece.WholeDigests.Sha512 ?? record.Sha512,
        };
    }

    // The content on disk is hashed again after a restart, after a piece was discarded, and when SHA-512 is requested later.
    private void Prepare(Upload upload, CancellationToken cancellationToken)
    {
        var withSha512 = upload.Record.Sha512 is not null;
        if (upload.Hasher is { } hasher && (hasher.HasSha512 || !withSha512))
        {
            return;
        }

        var anew = new ContentHasher(withSha512);
        using var file = Open(upload, anew);
        reading.Feed(anew, file.Handle, upload.Record.Path, upload.Offset, cancellationToken);
        upload.Hasher?.Dispose();
        upload.Hasher = anew;
    }

    private static IncomingFile Open(Upload upload, ContentHasher hasher)
    {
        using var directory = OpenDirectory.Open(upload.Record.Directory);
        return new IncomingFile(directory.OpenForWriting(upload.Record.TemporaryName), hasher, upload.Record.Path, upload.Offset);
    }

    private async Task ReceiveAsync(Upload upload, UploadPiece piece, Stream content, IncomingFile file, CancellationToken cancellationToken)
    {
        var start = upload.Offset;
        using var pieceHasher = piece.Digests.IsEmpty ? null : new HashingStream(content, piece.Digests.Sha512 is not null);
        try
        {
            await pump.CopyAsync(pieceHasher ?? content, file, upload.Record.Length - start, () => Keep(upload, file, atLeast: Checkpoint), cancellationToken);
        }
        finally
        {
            // Bytes after this position are left from a failed write.
            RandomAccess.SetLength(file.Handle, file.Position);
            Keep(upload, file, atLeast: 0);
        }

        if (pieceHasher?.Current().DifferenceFrom(piece.Digests) is { } difference)
        {
            TakeBack(upload, file, start);
            throw new FileRefusedException(
                FileRefusal.DigestMismatch,
                $"The piece at {start} is not what was announced: its {difference}. It was taken back; send it again.");
        }
    }

    private void Keep(Upload upload, IncomingFile file, long atLeast)
    {
        if (file.Position - upload.Record.Durable >= atLeast)
        {
            file.Flush();
            upload.Offset = file.Position;
            store.Save(upload);
        }
    }

    private void TakeBack(Upload upload, IncomingFile file, long start)
    {
        RandomAccess.SetLength(file.Handle, start);
        upload.Offset = start;
        upload.Hasher?.Dispose();
        upload.Hasher = null;
        store.Save(upload);
    }

    private void Finish(Upload upload, UploadPiece piece, IncomingFile file)
    {
        var record = upload.Record;
        if (record.Length is { } length && length != upload.Offset)
        {
            throw new FileRefusedException(
                FileRefusal.LengthMismatch,
                $"The upload '{record.Id}' ends after {upload.Offset} bytes and was announced with {length}. Send the rest.");
        }

        PutResult result;
        try
        {
            result = target.Commit(record, file, FileDigests.From(upload.Hasher!), piece.WholeDigests);
        }
        catch (FileRefusedException e) when (e.Reason == FileRefusal.DigestMismatch)
        {
            // The wrong bytes cannot be located, so the whole content is unusable.
            store.Remove(upload);
            throw;
        }

        upload.Record = record with { End = new UploadEnd(result.Length, result.Digests.Sha256!, result.IsNew, result.Version), Length = result.Length };
        store.Save(upload);
        upload.Hasher?.Dispose();
        upload.Hasher = null;
    }

    private static UploadProgress Describe(Upload upload)
    {
        var record = upload.Record;
        var result = record.End is { } end ? new PutResult(RawNames.Show(record.Real), end.Length, new FileDigests(end.Sha256), end.IsNew, end.Version) : null;
        return new UploadProgress(record.Id, record.Path, upload.Offset, record.Length, record.CreatedAt, UploadStore.ExpiryOf(record), result)
        {
            Sha256 = record.Sha256,
        };
    }

    private readonly record struct Held(Upload Upload, Upload.Turn Turn) : IDisposable
    {
        public void Dispose() => Turn.Dispose();
    }
}
